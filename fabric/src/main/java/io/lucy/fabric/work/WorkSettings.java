package io.lucy.fabric.work;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where those who work on clones find networks and data. */
@ConfigMapping(prefix = "lucy")
public interface WorkSettings {
  /** The folder of the zoo, if it is on this machine. Without it, zoo-service is asked. */
  Optional<Path> zoo();

  /** The host:port of zoo-service. Without it, this process itself. */
  Optional<String> zooAddress();

  /** The host:port of transfer-service. Without it, this process itself. */
  Optional<String> transferAddress();

  /** How much networks that were fetched may take on disk, and as much again data. */
  @WithDefault("1G")
  MemorySize cache();

  /** How much the files of networks that are kept in memory may have together. */
  @WithDefault("64M")
  MemorySize networkMemory();
}
