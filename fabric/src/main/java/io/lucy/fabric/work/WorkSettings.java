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

  /**
   * For benchmarks of everything but the numerics, and of no other use: a file of a clone path that
   * all clones get, told apart by their parent only. Nothing is localised, and no network or data
   * is looked at.
   */
  Optional<Path> benchmarkPath();
}
