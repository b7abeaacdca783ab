package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.DatasetSource;
import io.lucy.engine.data.DatasetSources;
import io.lucy.engine.data.SourceOptions;
import io.lucy.engine.data.Split;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The images of a benchmark: few to build from, all others to judge on. */
final class BenchImages {
  private final Path data;
  private final @Nullable Path test;
  private final CommaList.@Nullable Labels labelNames;
  private final List<String> labels;

  BenchImages(
      Path data, @Nullable Path test, CommaList.@Nullable Labels labelNames, List<String> labels) {
    this.data = data;
    this.test = test;
    this.labelNames = labelNames;
    this.labels = labels;
    if (test == null && !DatasetSources.detect(data).hasSplits()) {
      throw new LucyException(
          Reason.DATASET_INVALID, "'" + data + "' has no test part (name one with --test)");
    }
  }

  /** Samples of each label from the training part. */
  Dataset training(int perClass, long seed) {
    return read(data, Split.TRAIN, perClass, seed);
  }

  /** All images of the labels in the test part. */
  Dataset test() {
    return read(test == null ? data : test, Split.TEST, 0, 0);
  }

  private Dataset read(Path path, Split split, int perClass, long seed) {
    DatasetSource source = DatasetSources.detect(path);
    return DatasetSources.open(
        path,
        SourceOptions.DEFAULT
            .withSplit(source.hasSplits() ? split : Split.AUTO)
            .withLabels(labels)
            .withLabelNames(names(source))
            .withPerClass(perClass, seed));
  }

  private List<String> names(DatasetSource source) {
    if (labelNames == null
        && !source.hasLabelNames()
        && DatasetSources.FASHION_MNIST_LABELS.containsAll(labels)) {
      return DatasetSources.FASHION_MNIST_LABELS;
    }
    return LabelNames.of(labelNames);
  }
}
