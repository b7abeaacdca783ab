package io.lucy.engine.local;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.OptionalDouble;

/**
 * How a module is localised.
 *
 * @param images how many images have their surrogate fitted; at least 4
 * @param perturbations per image, the image itself included; 2 to 64
 * @param superpixels how an image is split into cells
 * @param similarityFloor the conditional similarity that a mask must keep, 0 to 1
 * @param accuracyLoss the share of wanted images that a mask may lose, 0 to 1
 * @param budget the share of filters to keep, in (0, 1]; overrides the floors
 * @param roundShare the share of the filters left that one round removes, in (0, 1)
 * @param least the share of filters that always stays, 0 to 1
 */
public record LocaliseOptions(
    int images,
    int perturbations,
    Superpixels superpixels,
    double similarityFloor,
    double accuracyLoss,
    OptionalDouble budget,
    double roundShare,
    double least) {
  public static final LocaliseOptions DEFAULT =
      new LocaliseOptions(
          16, 32, Superpixels.grid(4), 0.95, 0.01, OptionalDouble.empty(), 0.2, 0.15);

  public LocaliseOptions {
    require(images >= 4, "images", images, ">= 4");
    require(perturbations >= 2 && perturbations <= 64, "perturbations", perturbations, "2 to 64");
    require(
        similarityFloor >= 0 && similarityFloor <= 1,
        "similarity floor",
        similarityFloor,
        "0 to 1");
    require(accuracyLoss >= 0 && accuracyLoss <= 1, "accuracy loss", accuracyLoss, "0 to 1");
    require(
        budget.isEmpty() || (budget.getAsDouble() > 0 && budget.getAsDouble() <= 1),
        "budget",
        budget,
        "above 0, at most 1");
    require(roundShare > 0 && roundShare < 1, "share of a round", roundShare, "between 0 and 1");
  }

  /** The same with a share of filters to keep. */
  public LocaliseOptions withBudget(double share) {
    return new LocaliseOptions(
        images,
        perturbations,
        superpixels,
        similarityFloor,
        accuracyLoss,
        OptionalDouble.of(share),
        roundShare,
        least);
  }

  /** The same, but that no mask goes below a share of the filters. */
  public LocaliseOptions withLeast(double share) {
    return new LocaliseOptions(
        images,
        perturbations,
        superpixels,
        similarityFloor,
        accuracyLoss,
        budget,
        roundShare,
        share);
  }

  /** The same with other superpixels. */
  public LocaliseOptions with(Superpixels other) {
    return new LocaliseOptions(
        images, perturbations, other, similarityFloor, accuracyLoss, budget, roundShare, least);
  }

  private static void require(boolean holds, String what, Object value, String expected) {
    if (!holds) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, what + ": " + value + " (expected: " + expected + ")");
    }
  }
}
