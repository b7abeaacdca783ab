package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.DatasetSources;
import io.lucy.engine.data.SourceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data}: the few samples that a clone is built from. */
final class CalibrationOption {
  private static final int USUAL_PER_CLASS = 100;

  @Option(
      names = "--data",
      paramLabel = "FILE|DIR|NAME",
      description = {
        "Samples of the labels: a dataset file, any source of 'dataset push', or the name",
        "of a dataset that the services keep, which is used as it is.",
        "In a dataset file, samples without labels are used as well."
      })
  private @Nullable Path data;

  @Option(
      names = "--per-class",
      paramLabel = "N",
      description = "Samples of each label (default: " + USUAL_PER_CLASS + ", or all there are).")
  private @Nullable Integer perClass;

  @Option(
      names = "--label-names",
      paramLabel = "A,B,...",
      converter = CommaList.LabelsConverter.class,
      description = {
        "Names for data that only has numbers, 0 first;",
        "'" + LabelNames.FASHION_MNIST + "' stands for the ten of that dataset."
      })
  private CommaList.@Nullable Labels labelNames;

  boolean isGiven() {
    return data != null;
  }

  /** The name of a dataset that the services keep; empty if something is there by this name. */
  Optional<String> named() {
    return Optional.ofNullable(data).filter(d -> Files.notExists(d)).map(Path::toString);
  }

  /**
   * Reads the samples.
   *
   * @param seed decides which are taken
   * @throws LucyException {@link Reason#ARGUMENT_INVALID} without {@code --data}
   */
  Dataset read(LucyCommand command, List<String> labels, long seed) {
    if (data == null) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, "no data (name samples of the labels: --data FILE)");
    }
    command.progress().stage("read " + data, 0);
    SourceOptions options = SourceOptions.DEFAULT.withLabelNames(LabelNames.of(labelNames));
    int count = perClass == null ? USUAL_PER_CLASS : perClass;
    Dataset samples =
        DatasetSources.isDataset(data)
            ? DatasetSources.open(data, options)
            : pictures(data, options.withLabels(labels), count, seed);
    command.cancellation().check();
    return samples.atMostPerClass(labels, count, perClass != null, seed);
  }

  /** Draws before it decodes; where some label has fewer samples, reads all of the labels. */
  private Dataset pictures(Path source, SourceOptions options, int count, long seed) {
    try {
      return DatasetSources.open(source, options.withPerClass(count, seed));
    } catch (LucyException e) {
      if (e.reason() != Reason.TOO_FEW_SAMPLES || perClass != null) {
        throw e;
      }
      return DatasetSources.open(source, options);
    }
  }
}
