package io.lucy.engine.architecture;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.train.Batches;
import io.lucy.engine.train.Training;
import java.nio.FloatBuffer;
import java.util.Random;

/**
 * The images and labels of a dataset as batches, moved and mirrored at random. What moves in from
 * outside is black.
 */
final class AugmentedImages implements Batches {
  static final String IMAGES = "images";
  static final String TARGETS = "targets";

  private final Dataset dataset;
  private final NetworkOptions options;
  private final float[][] levels;

  AugmentedImages(Dataset dataset, Normalisation normalisation, NetworkOptions options) {
    this.dataset = dataset;
    this.options = options;
    this.levels = new float[dataset.shape().channels()][256];
    for (int channel = 0; channel < levels.length; channel++) {
      for (int level = 0; level < 256; level++) {
        levels[channel][level] =
            (level / 255f - normalisation.mean(channel)) / normalisation.std(channel);
      }
    }
  }

  @Override
  public int size() {
    return dataset.size();
  }

  @Override
  public void fill(Training training, int[] samples, Random random) {
    FloatBuffer images = training.input(IMAGES);
    FloatBuffer targets = training.input(TARGETS);
    int labels = dataset.labelNames().size();
    int range = 2 * options.shift() + 1;
    for (int sample : samples) {
      int down = random.nextInt(range) - options.shift();
      int right = random.nextInt(range) - options.shift();
      boolean mirrored = options.flip() && random.nextBoolean();
      put(dataset.image(sample), down, right, mirrored, images);
      for (int label = 0; label < labels; label++) {
        targets.put(label == dataset.label(sample) ? 1 : 0);
      }
    }
  }

  private void put(byte[] pixels, int down, int right, boolean mirrored, FloatBuffer target) {
    ImageShape shape = dataset.shape();
    int width = shape.width();
    for (int channel = 0; channel < shape.channels(); channel++) {
      float[] values = levels[channel];
      for (int row = 0; row < shape.height(); row++) {
        int fromRow = row - down;
        boolean inside = fromRow >= 0 && fromRow < shape.height();
        int start = (channel * shape.height() + fromRow) * width;
        for (int column = 0; column < width; column++) {
          int fromColumn = (mirrored ? width - 1 - column : column) - right;
          boolean known = inside && fromColumn >= 0 && fromColumn < width;
          target.put(values[known ? pixels[start + fromColumn] & 0xff : 0]);
        }
      }
    }
  }
}
