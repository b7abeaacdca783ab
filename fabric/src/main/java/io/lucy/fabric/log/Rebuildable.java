package io.lucy.fabric.log;

/** A part of the state store that can be built from the log. */
@FunctionalInterface
public interface Rebuildable {
  /** Builds it anew while everything goes on. Idempotent. */
  Rebuilt rebuild();

  /**
   * What is known after that. Each part counts what it builds, and 0 for the rest.
   *
   * @param clones at least 0
   * @param datasets at least 0
   * @param paths at least 0
   */
  record Rebuilt(long clones, long datasets, long paths) {
    public static final Rebuilt NOTHING = new Rebuilt(0, 0, 0);

    public Rebuilt plus(Rebuilt other) {
      return new Rebuilt(clones + other.clones, datasets + other.datasets, paths + other.paths);
    }
  }
}
