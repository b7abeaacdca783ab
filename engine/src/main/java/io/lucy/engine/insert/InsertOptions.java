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
 * @param least the share below which no filter is removed, in (0, budget]; reached only where the
 *     clone stays close to the unmasked one
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
    double least,
    boolean allPositions,
    Optional<int[]> position,
    int copies,
    int steps,
    long seed) {
  public static final InsertOptions DEFAULT =
      new InsertOptions(
          LocaliseOptions.DEFAULT, true, 0.595, 0.49, false, Optional.empty(), 9, 1800, 1);

  public InsertOptions {
    require(budget > 0 && budget <= 1, "budget", budget, "above 0, at most 1");
    require(least > 0 && least <= budget, "least", least, "above 0, at most the budget");
    require(copies >= 1 && copies <= 64, "copies", copies, "1 to 64");
    require(steps >= 0, "steps", steps, ">= 0");
  }

  /** The same with another seed. */
  public InsertOptions withSeed(long other) {
    return new InsertOptions(
        localise, masked, budget, least, allPositions, position, copies, steps, other);
  }

  /** The same with or without masks. */
  public InsertOptions withMasks(boolean wanted) {
    return new InsertOptions(
        localise, wanted, budget, least, allPositions, position, copies, steps, seed);
  }

  /** The same with another share of filters. */
  public InsertOptions withBudget(double share) {
    return new InsertOptions(
        localise, masked, share, share, allPositions, position, copies, steps, seed);
  }

  /** The same with a search over all positions. */
  public InsertOptions withAllPositions(boolean wanted) {
    return new InsertOptions(
        localise, masked, budget, least, wanted, position, copies, steps, seed);
  }

  /** The same without a search. */
  public InsertOptions at(int targetCut, int sourceCut) {
    return new InsertOptions(
        localise,
        masked,
        budget,
        least,
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
