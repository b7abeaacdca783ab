package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.io.DiskError;
import io.lucy.fabric.grpc.Digits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code lucy dataset} says of a dataset in JSON.
 *
 * @param name what the services call it; of a file, where it is
 * @param digest SHA-256 of the canonical file, by which a dataset is named
 * @param bytes of the file
 * @param shape of one image: channels, height, width
 * @param labels with the number of samples of each
 * @param unlabelled samples without a label
 */
record DatasetRow(
    String name,
    String digest,
    long bytes,
    long samples,
    List<Integer> shape,
    List<LabelCount> labels,
    long unlabelled) {

  record LabelCount(String name, long samples) {}

  static DatasetRow of(io.lucy.proto.transfer.v1.Dataset dataset) {
    io.lucy.proto.common.v1.ImageShape image = dataset.getImage();
    return new DatasetRow(
        dataset.getName(),
        Digits.of(dataset.getData().getSha256()),
        dataset.getData().getSizeBytes(),
        dataset.getSamples(),
        List.of(image.getChannels(), image.getHeight(), image.getWidth()),
        dataset.getLabelsList().stream()
            .map(label -> new LabelCount(label.getLabel(), label.getSamples()))
            .toList(),
        dataset.getUnlabelled());
  }

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
        dataset.size() - labels.stream().mapToLong(LabelCount::samples).sum());
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
