package io.lucy.engine.insert;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Tags;
import java.util.List;
import java.util.Random;

/** Noisy stripes of several directions and widths, one per label, at random phases. */
final class Patterns {
  private static final List<String> ALL =
      List.of(
          "rows", "columns", "checks", "broad rows", "broad columns", "falling", "rising", "flat");

  private Patterns() {}

  static List<String> labels(int from, int to) {
    return ALL.subList(from, to);
  }

  /** As many samples of each label, in turn. */
  static Dataset of(List<String> labels, int perLabel, ImageShape shape, long seed) {
    Random random = new Random(seed);
    int samples = perLabel * labels.size();
    int[] indices = new int[samples];
    byte[] images = new byte[samples * shape.sizeBytes()];
    int at = 0;
    for (int sample = 0; sample < samples; sample++) {
      indices[sample] = sample % labels.size();
      int pattern = ALL.indexOf(labels.get(indices[sample]));
      int phase = random.nextInt(8);
      for (int i = 0; i < shape.sizeBytes(); i++) {
        int y = i / shape.width() % shape.height();
        int x = i % shape.width();
        int brightness = isBright(pattern, x, y, phase) ? 150 : 50;
        images[at++] = (byte) (brightness + random.nextInt(60));
      }
    }
    return Dataset.of(shape, images, Tags.of(indices, labels), Tags.none(samples));
  }

  private static boolean isBright(int pattern, int x, int y, int phase) {
    int place =
        switch (pattern) {
          case 0 -> (y + phase) / 2;
          case 1 -> (x + phase) / 2;
          case 2 -> (x + phase) / 2 + (y + phase) / 2;
          case 3 -> (y + phase) / 4;
          case 4 -> (x + phase) / 4;
          case 5 -> (x + y + phase) / 3;
          case 6 -> (x - y + phase + 99) / 3;
          default -> 0;
        };
    return place % 2 == 0;
  }
}
