package io.lucy.cli;

import io.lucy.engine.architecture.Family;
import io.lucy.engine.architecture.NetworkOptions;
import io.lucy.engine.architecture.NetworkTrainer;
import io.lucy.engine.architecture.TrainedNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.engine.data.Tags;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.zoo.NetworkCard;
import io.lucy.engine.zoo.ZooWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Three small networks that tell stripes apart, and samples to build clones from. */
public final class TinyZoo {
  public static final List<String> LABELS = List.of("rows", "columns", "checks", "broad", "flat");

  private static final Map<String, TrainedNetwork> TRAINED = new ConcurrentHashMap<>();

  private TinyZoo() {}

  /** {@code base} knows the first two labels, {@code more} the next two, {@code last} the last. */
  public static Path in(Path folder) {
    Path zoo = folder.resolve("zoo");
    add(zoo, "base", Family.LENET5, LABELS.subList(0, 3));
    add(zoo, "more", Family.RESNET, LABELS.subList(2, 4));
    add(zoo, "last", Family.VGG, LABELS.subList(3, 5));
    return zoo;
  }

  private static void add(Path zoo, String name, Family family, List<String> labels) {
    TrainedNetwork network = TRAINED.computeIfAbsent(name, n -> trained(family, labels));
    NetworkCard card = NetworkCard.NONE.withNormalisation(network.normalisation());
    ZooWriter.add(zoo, name, labels, network.model(), card);
  }

  private static TrainedNetwork trained(Family family, List<String> labels) {
    NetworkOptions options =
        new NetworkOptions(family, 4, 1, false, 4, 20, 1e-2f, 0.01f, 0, 0, false, 1);
    return NetworkTrainer.train(
        samples(labels, 40, 1), options, ProgressListener.NONE, Cancellation.never());
  }

  static Path data(Path folder, Dataset dataset) {
    Path file = folder.resolve(dataset.sha256().substring(0, 8) + ".safetensors");
    SafetensorsFile.write(dataset, file);
    return file;
  }

  public static Dataset samples(List<String> labels, int perLabel, long seed) {
    return samples(labels, perLabel, seed, new ImageShape(1, 16, 16));
  }

  static Dataset samples(List<String> labels, int perLabel, long seed, ImageShape shape) {
    Random random = new Random(seed);
    int[] indices = new int[perLabel * labels.size()];
    byte[] images = new byte[indices.length * shape.sizeBytes()];
    int at = 0;
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i % labels.size();
      int pattern = LABELS.indexOf(labels.get(indices[i]));
      int phase = random.nextInt(4);
      for (int p = 0; p < shape.sizeBytes(); p++) {
        int y = (p / shape.width() % shape.height() + phase) / 2;
        int x = (p % shape.width() + phase) / 2;
        int[] place = {y, x, x + y, y / 2, 0};
        images[at++] = (byte) (place[pattern] % 2 * 100 + 40 + random.nextInt(60));
      }
    }
    return Dataset.of(shape, images, Tags.of(indices, labels), Tags.none(indices.length));
  }
}
