package io.lucy.engine.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.List;

/**
 * How a network wants its pixels: {@code (pixel / 255 - mean) / std}, per channel.
 *
 * <p>Both lists have one value per channel, or a single value that holds for every channel.
 */
public record Normalisation(
    @JsonProperty(required = true) List<Float> mean,
    @JsonProperty(required = true) List<Float> std) {
  /** Pixels divided by 255 and nothing else, for any number of channels. */
  public static final Normalisation NONE = new Normalisation(List.of(0f), List.of(1f));

  public Normalisation {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.isEmpty() || mean.size() != std.size()) {
      throw invalid(
          "mean has "
              + mean.size()
              + " values and std "
              + std.size()
              + " (expected: as many in both, one or one per channel)");
    }
    for (float value : mean) {
      if (!Float.isFinite(value)) {
        throw invalid("mean " + value + " (expected: a finite number)");
      }
    }
    for (float value : std) {
      if (!Float.isFinite(value) || value <= 0) {
        throw invalid("std " + value + " (expected: a finite number above 0)");
      }
    }
  }

  /** The mean of one channel, in [0, 1] for ordinary images. */
  public float mean(int channel) {
    return mean.get(mean.size() == 1 ? 0 : channel);
  }

  /** The standard deviation of one channel, after division by 255. */
  public float std(int channel) {
    return std.get(std.size() == 1 ? 0 : channel);
  }

  /**
   * Refuses images of another number of channels than this was made for.
   *
   * @throws LucyException with {@link Reason#DATASET_INVALID}
   */
  public void checkFits(ImageShape shape) {
    if (mean.size() != 1 && mean.size() != shape.channels()) {
      throw new LucyException(
          Reason.DATASET_INVALID,
          "images of "
              + shape
              + " do not fit a normalisation of "
              + mean.size()
              + " channels (use images with "
              + mean.size()
              + " channels)");
    }
  }

  private static LucyException invalid(String what) {
    return new LucyException(Reason.ARGUMENT_INVALID, "normalisation: " + what);
  }
}
