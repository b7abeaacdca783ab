package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;

/**
 * The shape of one image of a dataset, one byte per channel and pixel, as {@code channels x height
 * x width}.
 */
public record ImageShape(int channels, int height, int width) {
  /** The most channels an image can have. */
  public static final int MAX_CHANNELS = 64;

  /** The longest side an image can have, in pixels. */
  public static final int MAX_SIDE = 4096;

  public ImageShape {
    if (!isWithinBounds(channels, height, width)) {
      throw new IllegalArgumentException(outOfBounds(channels, height, width));
    }
  }

  /** As the constructor, for a shape that a file declares. */
  static ImageShape declared(long channels, long height, long width, String where) {
    if (!isWithinBounds(channels, height, width)) {
      throw new LucyException(
          Reason.DATASET_INVALID, where + ": " + outOfBounds(channels, height, width));
    }
    return new ImageShape((int) channels, (int) height, (int) width);
  }

  /** The bytes of one image: the product of the three. */
  public int sizeBytes() {
    return channels * height * width;
  }

  /** Refuses more images than one dataset can hold, before anything is allocated for them. */
  int checkedTotalBytes(long samples, String where) {
    long most = Math.min(Dataset.MAX_SAMPLES, Dataset.MAX_IMAGE_BYTES / sizeBytes());
    if (samples > most) {
      throw new LucyException(
          Reason.DATASET_INVALID,
          where
              + ": "
              + samples
              + " images of "
              + this
              + " are too many for one dataset (at most "
              + most
              + "; take fewer per class)");
    }
    return Math.toIntExact(samples * sizeBytes());
  }

  private static boolean isWithinBounds(long channels, long height, long width) {
    return channels >= 1 && channels <= MAX_CHANNELS && isSide(height) && isSide(width);
  }

  private static boolean isSide(long pixels) {
    return pixels >= 1 && pixels <= MAX_SIDE;
  }

  private static String outOfBounds(long channels, long height, long width) {
    return "image shape "
        + channels
        + "x"
        + height
        + "x"
        + width
        + " (expected: 1 to "
        + MAX_CHANNELS
        + " channels, sides of 1 to "
        + MAX_SIDE
        + " pixels)";
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
