package io.lucy.engine.architecture;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Tags;
import java.util.List;
import java.util.Random;

/** Noisy images of stripes, which a network can tell apart: across, upright, and both. */
final class Stripes {
  static final List<String> LABELS = List.of("across", "upright", "checked");

  private Stripes() {}

  static Dataset of(int samples, int channels, int side, long seed) {
    Random random = new Random(seed);
    int[] labels = new int[samples];
    byte[] images = new byte[samples * channels * side * side];
    int at = 0;
    for (int sample = 0; sample < samples; sample++) {
      int label = sample % LABELS.size();
      labels[sample] = label;
      int phase = random.nextInt(4);
      for (int i = 0; i < channels * side * side; i++) {
        boolean across = (i / side % side + phase) / 2 % 2 == 0;
        boolean upright = (i % side + phase) / 2 % 2 == 0;
        boolean bright = label == 0 ? across : label == 1 ? upright : across ^ upright;
        images[at++] = (byte) ((bright ? 160 : 40) + random.nextInt(60));
      }
    }
    return Dataset.of(
        new ImageShape(channels, side, side), images, Tags.of(labels, LABELS), Tags.none(samples));
  }
}
