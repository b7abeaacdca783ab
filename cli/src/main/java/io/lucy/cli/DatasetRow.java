package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.io.DiskError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code lucy dataset} says of a dataset file in JSON.
 *
 * @param digest SHA-256 of the canonical file, by which a dataset is named
 * @param bytes of the file
 * @param shape of one image: channels, height, width
 * @param labels with the number of samples of each
 * @param unlabelled samples without a label
 */
record DatasetRow(
    String file,
    String digest,
    long bytes,
    int samples,
    List<Integer> shape,
    List<LabelCount> labels,
    int unlabelled) {

  record LabelCount(String name, int samples) {}

  static DatasetRow of(Path file, Dataset dataset) {
    int[] counts = dataset.labelCounts();
    List<LabelCount> labels = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      labels.add(new LabelCount(dataset.labelNames().get(i), counts[i]));
    }
    ImageShape shape = dataset.shape();
    return new DatasetRow(
        file.toString(),
        dataset.sha256(),
        sizeBytes(file),
        dataset.size(),
        List.of(shape.channels(), shape.height(), shape.width()),
        labels,
        dataset.size() - labels.stream().mapToInt(LabelCount::samples).sum());
  }

  /** The shape of one image as {@code 3x32x32}. */
  String shapeText() {
    return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  private static long sizeBytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new LucyException(
          Reason.NOT_FOUND, "'" + file + "' is gone: " + DiskError.describe(e), e);
    }
  }
}
