package io.lucy.bench;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.train.Batches;
import io.lucy.engine.train.Training;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;

/**
 * Labelled images as batches, moved by up to three pixels and perhaps mirrored, at random. What
 * comes in is repeated from the border: the same as a clone's refinement does.
 */
final class MovedImages implements Batches {
  static final String IMAGES = "images";
  static final String TARGETS = "targets";

  private static final int MAX_SHIFT = 3;

  private final ImageShape shape;
  private final float[][] pixels;
  private final Matrix targets;
  private final boolean mirror;

  MovedImages(Dataset images, List<String> labels, Normalisation normalisation, boolean mirror) {
    this.shape = images.shape();
    this.pixels = new float[images.size()][shape.sizeBytes()];
    for (int i = 0; i < pixels.length; i++) {
      images.copyPixels(i, normalisation, FloatBuffer.wrap(pixels[i]));
    }
    this.targets = Samples.targets(images, labels);
    this.mirror = mirror;
  }

  @Override
  public int size() {
    return pixels.length;
  }

  @Override
  public void fill(Training training, int[] samples, Random random) {
    FloatBuffer images = training.input(IMAGES);
    FloatBuffer wanted = training.input(TARGETS);
    for (int sample : samples) {
      int down = random.nextInt(2 * MAX_SHIFT + 1) - MAX_SHIFT;
      int right = random.nextInt(2 * MAX_SHIFT + 1) - MAX_SHIFT;
      boolean mirrored = mirror && random.nextBoolean();
      put(pixels[sample], down, right, mirrored, images);
      wanted.put(targets.values(), sample * targets.columns(), targets.columns());
    }
  }

  private void put(float[] image, int down, int right, boolean mirrored, FloatBuffer target) {
    int width = shape.width();
    int height = shape.height();
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = 0; y < height; y++) {
        int row = (channel * height + clamp(y - down, height)) * width;
        for (int x = 0; x < width; x++) {
          int column = clamp(x - right, width);
          target.put(image[row + (mirrored ? width - 1 - column : column)]);
        }
      }
    }
  }

  private static int clamp(int place, int size) {
    return Math.min(Math.max(place, 0), size - 1);
  }
}
