package io.lucy.engine.insert;

import io.lucy.engine.compose.Position;
import io.lucy.engine.path.ClonePathView;
import java.util.List;

/**
 * What Insert(·) built and found out.
 *
 * @param path the clone
 * @param positions every position that was tried
 * @param modules one per source
 * @param loss cross-entropy of the clone on the calibration samples that it was fitted to, in nats
 */
public record CloneReport(
    ClonePathView path, List<Tried> positions, List<Module> modules, double loss) {
  /** A position that was tried. */
  public record Tried(String source, Position position, double loss, boolean won) {}

  /**
   * A module as it was placed.
   *
   * @param keptFilters share of its filters that are left, 0 to 1
   * @param keptFlops share of its FLOPs that are left, 0 to 1
   * @param similarity conditional similarity to its source on held-out images
   */
  public record Module(
      String source, Position position, double keptFilters, double keptFlops, double similarity) {}

  public CloneReport {
    positions = List.copyOf(positions);
    modules = List.copyOf(modules);
  }
}
