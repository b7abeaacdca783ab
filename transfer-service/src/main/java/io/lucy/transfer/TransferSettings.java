package io.lucy.transfer;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the transfer service is set up. */
@ConfigMapping(prefix = "lucy.transfer")
public interface TransferSettings {
  /** How much each owner may keep; 0: no limit. */
  @WithDefault("0")
  MemorySize quota();

  /** How long blobs stay that nothing refers to, and uploads that nobody goes on with. */
  @WithDefault("24h")
  Duration grace();

  /** How often they are looked for. */
  @WithDefault("1h")
  Duration collectEvery();

  /** How much memory paths may hold that were asked for lately. */
  @WithDefault("16M")
  MemorySize pathCache();
}
