package io.lucy.cli;

import io.lucy.engine.architecture.Family;
import io.lucy.engine.architecture.NetworkOptions;
import io.lucy.engine.architecture.NetworkTrainer;
import io.lucy.engine.architecture.TrainedNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Tags;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.zoo.NetworkCard;
import io.lucy.engine.zoo.ZooWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Images that are told apart by the direction of their stripes, and networks that can do so. */
final class StripedImages {
  private static final int SIZE = 16;

  private StripedImages() {}

  /** Noisy images of every label in turn; the direction is by the label's place in {@code all}. */
  static Dataset of(List<String> all, List<String> labels, int perLabel, long seed) {
    Random random = new Random(seed);
    int count = labels.size() * perLabel;
    byte[] pixels = new byte[count * SIZE * SIZE];
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = i % labels.size();
      double angle = Math.PI * all.indexOf(labels.get(indices[i])) / all.size();
      double phase = random.nextDouble() * 2 * Math.PI;
      for (int at = 0; at < SIZE * SIZE; at++) {
        double along = Math.cos(angle) * (at % SIZE) + Math.sin(angle) * (at / SIZE);
        double level = 127 + 80 * Math.sin(1.1 * along + phase) + 15 * random.nextGaussian();
        pixels[i * SIZE * SIZE + at] = (byte) Math.max(0, Math.min(255, level));
      }
    }
    return Dataset.of(
        new ImageShape(1, SIZE, SIZE), pixels, Tags.of(indices, labels), Tags.none(count));
  }

  /** Trains a small network and adds it to a zoo. */
  static void addNetwork(
      Path zoo, String name, Family family, List<String> all, List<String> labels) {
    NetworkOptions options =
        new NetworkOptions(family, 8, 1, false, 6, 16, 1e-2f, 0, 0, 0, false, 1);
    TrainedNetwork network =
        NetworkTrainer.train(
            of(all, labels, 60, name.hashCode()),
            options,
            ProgressListener.NONE,
            Cancellation.never());
    NetworkCard card =
        new NetworkCard(
            family.toString(),
            null,
            network.normalisation(),
            null,
            1L,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    ZooWriter.add(zoo, name, labels, network.model(), card);
  }
}
