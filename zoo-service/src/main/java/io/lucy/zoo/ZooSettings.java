package io.lucy.zoo;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How the zoo service is set up. */
@ConfigMapping(prefix = "lucy")
public interface ZooSettings {
  /** The folder with the networks; only read. */
  Path zoo();

  /** How often the folder is looked at. */
  @WithDefault("1s")
  Duration zooInterval();

  /** How much memory networks that are taken apart may hold. */
  @WithDefault("64M")
  MemorySize zooMemory();

  /** How much memory assembled files of clones may hold. */
  @WithDefault("32M")
  MemorySize assemblyMemory();

  /** How much native memory compiled models may hold. */
  @WithDefault("256M")
  MemorySize sessionMemory();

  /** How many inference requests may be on their way at once. */
  @WithDefault("512")
  int inferRequests();

  /** How much the pixels of these requests may hold. */
  @WithDefault("128M")
  MemorySize inferMemory();

  /** How many images one inference request may have. */
  @WithDefault("1024")
  int maxBatch();
}
