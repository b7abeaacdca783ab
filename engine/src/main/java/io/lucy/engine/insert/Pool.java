package io.lucy.engine.insert;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Tags;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.local.Neighbourhood;
import io.lucy.engine.local.Superpixels;
import java.util.SplittableRandom;

/**
 * Calibration images and variations of them, for a refinement that learns from what the unmasked
 * clone says.
 *
 * <p>A third are the images moved by up to three pixels, which keep their targets. The rest are
 * mirrored as well, or mixed with another image: a teacher has an answer to them, but what is in
 * them is not certain, so they have no target.
 *
 * @param images all variations
 * @param targets [samples, labels]; zeros where there is none
 * @param origin for each variation, the calibration sample it was made from
 */
record Pool(Dataset images, Matrix targets, int[] origin) {
  private static final int MAX_SHIFT = 3;

  /**
   * Makes variations.
   *
   * @param samples the calibration samples to use
   * @param copies variations of each
   */
  static Pool of(Calibration calibration, int[] samples, int copies, long seed) {
    ImageShape shape = calibration.data().shape();
    int size = shape.sizeBytes();
    int labels = calibration.labels().size();
    byte[] images = new byte[samples.length * copies * size];
    float[] targets = new float[samples.length * copies * labels];
    int[] origin = new int[samples.length * copies];
    SplittableRandom random = new SplittableRandom(seed);
    for (int copy = 0; copy < copies; copy++) {
      for (int i = 0; i < samples.length; i++) {
        int at = copy * samples.length + i;
        byte[] image = calibration.data().image(samples[i]);
        int kind = copy % 3;
        if (copy > 0) {
          image =
              moved(
                  image,
                  shape,
                  random.nextInt(2 * MAX_SHIFT + 1) - MAX_SHIFT,
                  random.nextInt(2 * MAX_SHIFT + 1) - MAX_SHIFT,
                  kind == 1);
        }
        if (kind == 2) {
          image = Neighbourhood.perturbed(image, shape, Superpixels.grid(4), random);
        }
        System.arraycopy(image, 0, images, at * size, size);
        origin[at] = samples[i];
        for (int k = 0; k < labels && kind == 0; k++) {
          targets[at * labels + k] = calibration.targets().at(samples[i], k);
        }
      }
    }
    Dataset dataset = Dataset.of(shape, images, Tags.none(origin.length), Tags.none(origin.length));
    return new Pool(dataset, new Matrix(origin.length, labels, targets), origin);
  }

  int size() {
    return origin.length;
  }

  /** Moved, with what comes in repeated from the border, and perhaps mirrored. */
  private static byte[] moved(
      byte[] image, ImageShape shape, int down, int right, boolean mirrored) {
    byte[] moved = new byte[image.length];
    int plane = shape.height() * shape.width();
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        int fromY = Math.min(Math.max(y - down, 0), shape.height() - 1);
        for (int x = 0; x < shape.width(); x++) {
          int fromX = Math.min(Math.max(x - right, 0), shape.width() - 1);
          fromX = mirrored ? shape.width() - 1 - fromX : fromX;
          moved[c * plane + y * shape.width() + x] =
              image[c * plane + fromY * shape.width() + fromX];
        }
      }
    }
    return moved;
  }
}
