package io.lucy.engine.insert;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.local.LocaliseOptions;
import java.util.Optional;

/**
 * How a clone is built.
 *
 * @param localise how modules are localised
 * @param masked whether filters are masked at all
 * @param budget the share of a module's filters that may stay, in (0, 1]
 * @param allPositions whether every pair of cuts is tried, not just the nearest
 * @param position a position to use without a search, as cut numbers of target and source
 * @param copies variations of each calibration image that a refinement learns from, at least 1
 * @param steps of the last, longest stage of a refinement, at least 0
 * @param seed of every draw
 */
public record InsertOptions(
    LocaliseOptions localise,
    boolean masked,
    double budget,
    boolean allPositions,
    Optional<int[]> position,
    int copies,
    int steps,
    long seed) {
  public static final InsertOptions DEFAULT =
      new InsertOptions(LocaliseOptions.DEFAULT, true, 0.595, false, Optional.empty(), 9, 700, 1);

  public InsertOptions {
    require(budget > 0 && budget <= 1, "budget", budget, "above 0, at most 1");
    require(copies >= 1 && copies <= 64, "copies", copies, "1 to 64");
    require(steps >= 0, "steps", steps, ">= 0");
  }

  /** The same with another seed. */
  public InsertOptions withSeed(long other) {
    return new InsertOptions(
        localise, masked, budget, allPositions, position, copies, steps, other);
  }

  /** The same with or without masks. */
  public InsertOptions withMasks(boolean wanted) {
    return new InsertOptions(localise, wanted, budget, allPositions, position, copies, steps, seed);
  }

  /** The same with another share of filters. */
  public InsertOptions withBudget(double share) {
    return new InsertOptions(localise, masked, share, allPositions, position, copies, steps, seed);
  }

  /** The same with a search over all positions. */
  public InsertOptions withAllPositions(boolean wanted) {
    return new InsertOptions(localise, masked, budget, wanted, position, copies, steps, seed);
  }

  /** The same without a search. */
  public InsertOptions at(int targetCut, int sourceCut) {
    return new InsertOptions(
        localise,
        masked,
        budget,
        allPositions,
        Optional.of(new int[] {targetCut, sourceCut}),
        copies,
        steps,
        seed);
  }

  private static void require(boolean holds, String what, Object value, String expected) {
    if (!holds) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, what + ": " + value + " (expected: " + expected + ")");
    }
  }
}
