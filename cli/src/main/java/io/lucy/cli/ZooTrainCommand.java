package io.lucy.cli;

import io.lucy.engine.architecture.NetworkOptions;
import io.lucy.engine.architecture.NetworkTrainer;
import io.lucy.engine.architecture.TrainedNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.DatasetSources;
import io.lucy.engine.data.SourceOptions;
import io.lucy.engine.data.Split;
import io.lucy.engine.zoo.NetworkCard;
import io.lucy.engine.zoo.ZooEntry;
import io.lucy.engine.zoo.ZooWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lucy zoo train}: a network from scratch. */
@Command(
    name = "train",
    description = {
      "Train a classifier from scratch and add it to a zoo.",
      "Learns from all training images of the labels, and records its accuracy on all",
      "their test images. A name that the zoo has gets its next version."
    })
final class ZooTrainCommand extends LucyCommand {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Images with a training and a test part; any source of 'dataset push'.")
  private Path data;

  @Option(
      names = "--data-name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "What the card calls the data (default: the folder's name).")
  private String dataName;

  @Option(
      names = "--label-names",
      paramLabel = "A,B,...",
      converter = CommaList.LabelsConverter.class,
      description = {
        "Names for data that only has numbers, 0 first;",
        "'" + LabelNames.FASHION_MNIST + "' stands for the ten of that dataset."
      })
  private CommaList.@Nullable Labels labelNames;

  @Option(
      names = "--labels",
      paramLabel = "A,B,...",
      required = true,
      converter = CommaList.LabelsConverter.class,
      description = "What the network learns, in the order of its outputs.")
  private CommaList.Labels labels;

  @Option(names = "--zoo", paramLabel = "DIR", required = true, description = "The zoo's folder.")
  private Path zoo;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "What to call the network.")
  private String name;

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "The licence of its weights.")
  private String licence;

  @Mixin private NetworkOptionsMixin training;

  @Override
  int execute() {
    NetworkOptions options = training.options();
    NetworkCard described = described();
    ZooWriter.check(zoo, name, labels.values());
    Dataset train = read(Split.TRAIN);
    Dataset test = read(Split.TEST);
    Instant began = Instant.now();
    TrainedNetwork network = NetworkTrainer.train(train, options, progress(), cancellation());
    Duration took = Duration.between(began, Instant.now());
    progress().stage("test", 0);
    NetworkCard card = card(described, network, train, network.accuracy(test), began, took);
    ZooEntry entry = ZooWriter.add(zoo, name, labels.values(), network.model(), card);
    show(
        NetworkRow.of(entry),
        out -> {
          out.println(
              "added " + entry.id() + " to " + zoo + ", with " + network.weights() + " weights");
          out.println(
              "accuracy "
                  + Figures.percent(card.accuracy())
                  + " on "
                  + test.size()
                  + " test images, after "
                  + Figures.duration(took.toSeconds()));
          out.println("digest " + entry.digest());
        });
    return ExitStatus.OK;
  }

  private Dataset read(Split split) {
    progress().stage("read " + data, 0);
    SourceOptions options =
        SourceOptions.DEFAULT
            .withSplit(split)
            .withLabelNames(LabelNames.of(labelNames))
            .withLabels(labels.values());
    Dataset dataset = DatasetSources.open(data, options);
    cancellation().check();
    return dataset;
  }

  /** What the card will say that the user chose: refused before the training, if at all. */
  private NetworkCard described() {
    String source = dataName.isEmpty() ? folderName() : dataName;
    return new NetworkCard(
        null,
        new NetworkCard.Data(source, null, labels.values()),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        licence,
        null,
        null);
  }

  private static NetworkCard card(
      NetworkCard described,
      TrainedNetwork network,
      Dataset train,
      double accuracy,
      Instant began,
      Duration took) {
    return new NetworkCard(
        network.options().family().toString(),
        new NetworkCard.Data(described.data().name(), train.sha256(), described.data().labels()),
        network.normalisation(),
        accuracy,
        network.options().seed(),
        network.options().toMap(),
        Version.software(),
        began.truncatedTo(ChronoUnit.SECONDS).toString(),
        took.toMillis() / 1e3,
        described.licence(),
        "trained from scratch by lucy zoo train",
        null);
  }

  private String folderName() {
    Path last = data.toAbsolutePath().normalize().getFileName();
    return last == null ? "" : last.toString();
  }
}
