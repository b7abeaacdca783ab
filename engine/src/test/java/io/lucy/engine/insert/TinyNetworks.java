package io.lucy.engine.insert;

import io.lucy.engine.architecture.Family;
import io.lucy.engine.architecture.NetworkOptions;
import io.lucy.engine.architecture.NetworkTrainer;
import io.lucy.engine.architecture.TrainedNetwork;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.local.LocaliseOptions;
import io.lucy.engine.local.Superpixels;
import io.lucy.engine.plan.ZooNetworks;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.zoo.NetworkCard;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/** A zoo of small networks, trained in a second each, and what builds clones of them quickly. */
final class TinyNetworks {
  static final ImageShape GREY = new ImageShape(1, 16, 16);
  static final ImageShape COLOUR = new ImageShape(3, 20, 20);

  /** Trained once for all tests. */
  private static final Map<String, TrainedNetwork> TRAINED = new ConcurrentHashMap<>();

  private TinyNetworks() {}

  /** Few images, perturbations and steps; half of the filters stay. */
  static InsertOptions quick() {
    LocaliseOptions localise =
        new LocaliseOptions(
            6, 8, Superpixels.grid(2), 0.95, 0.01, OptionalDouble.empty(), 0.3, 0.15);
    return new InsertOptions(localise, true, 0.5, 0.5, false, Optional.empty(), 2, 10, 1);
  }

  static void train(
      Path zoo, String name, Family family, List<String> labels, ImageShape shape, int perLabel) {
    TrainedNetwork network =
        TRAINED.computeIfAbsent(name, n -> trained(n, family, labels, shape, perLabel));
    NetworkCard card = NetworkCard.NONE.withNormalisation(network.normalisation());
    ZooWriter.add(zoo, name, labels, network.model(), card);
  }

  private static TrainedNetwork trained(
      String name, Family family, List<String> labels, ImageShape shape, int perLabel) {
    Dataset data = Patterns.of(labels, perLabel, shape, name.hashCode());
    NetworkOptions options =
        new NetworkOptions(family, 4, 1, false, 5, 20, 1e-2f, 0.01f, 0, 1, false, 1);
    return NetworkTrainer.train(data, options, ProgressListener.NONE, Cancellation.never());
  }

  /** A target and four sources: other families, another resolution, labels that overlap. */
  static ZooNetworks all(Path zoo) {
    train(zoo, "target", Family.RESNET, Patterns.labels(0, 3), GREY, 60);
    train(zoo, "vgg", Family.VGG, Patterns.labels(3, 5), GREY, 60);
    train(zoo, "lenet", Family.LENET5, Patterns.labels(4, 6), GREY, 60);
    train(zoo, "mobile", Family.MOBILENET, Patterns.labels(2, 7), GREY, 40);
    train(zoo, "colour", Family.RESNET, Patterns.labels(6, 8), COLOUR, 60);
    return new ZooNetworks(Zoo.open(zoo));
  }

  static Inserter.Wanted wanted(KnownNetwork source, List<String> labels) {
    return new Inserter.Wanted(source, labels.stream().filter(source.labels()::contains).toList());
  }
}
