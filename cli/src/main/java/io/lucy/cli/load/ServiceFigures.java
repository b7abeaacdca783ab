package io.lucy.cli.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What services did under load.
 *
 * @param rounds of clones from create to the stored path
 * @param create replies to calls that came all at once; null if not measured
 * @param first of a watch; null if not measured
 * @param end from a clone's end to when a watch showed it; null if not measured
 * @param builds of clones one after the other
 */
public record ServiceFigures(
    List<Round> rounds,
    @Nullable Delays create,
    @Nullable Delays first,
    @Nullable Delays end,
    List<Build> builds) {

  /**
   * Many clones, a bounded number of them under way.
   *
   * @param acceptedSeconds until the last Create was answered
   * @param completedSeconds until the last clone was seen completed
   * @param storedSeconds until transfer-service had the last path
   * @param perSecond clones, from the first Create to the last completed
   * @param lost clones that did not end completed, or whose path did not arrive
   * @param pathBytes of all paths together
   */
  public record Round(
      int clones,
      double acceptedSeconds,
      double completedSeconds,
      double storedSeconds,
      double perSecond,
      int lost,
      long pathBytes) {}

  /** One clone: how long from Create to the end of its watch, and what it became. */
  public record Build(long seed, double seconds, String pathId) {}
}
