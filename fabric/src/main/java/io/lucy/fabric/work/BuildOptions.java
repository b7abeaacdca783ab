package io.lucy.fabric.work;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.CutPair;

/** What the engine makes of the options that a client gives. */
public final class BuildOptions {
  private BuildOptions() {}

  /**
   * The engine's options; its defaults where nothing is said.
   *
   * @throws LucyException with {@link Reason#ARGUMENT_INVALID} for a value out of range, or a
   *     budget for what is not masked
   */
  public static InsertOptions of(CloneOptions given) {
    if (given.getUnmasked() && given.hasBudget()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "budget " + given.getBudget() + " of an unmasked clone (expected: one of the two)");
    }
    InsertOptions options =
        InsertOptions.DEFAULT
            .withSeed(seed(given))
            .withMasks(!given.getUnmasked())
            .withAllPositions(given.getAllPositions());
    if (given.hasBudget()) {
      options = options.withBudget(given.getBudget());
    }
    if (given.hasPosition()) {
      CutPair position = given.getPosition();
      options = options.at(position.getTargetCut(), position.getSourceCut());
    }
    return options;
  }

  /** The seed of every draw. */
  public static long seed(CloneOptions given) {
    return given.hasSeed() ? given.getSeed() : InsertOptions.DEFAULT.seed();
  }

  /** Those that localising depends on: clones that differ in nothing else share its result. */
  public static CloneOptions ofLocalising(CloneOptions given) {
    return given.toBuilder().clearAllPositions().clearPosition().build();
  }
}
