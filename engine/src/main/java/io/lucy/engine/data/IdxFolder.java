package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of MNIST's kind: {@code train-images*}, {@code train-labels*}, {@code t10k-images*},
 * {@code t10k-labels*}, each an {@link IdxFile}. Where a file is there with and without {@code
 * .gz}, the plain one is read.
 */
record IdxFolder(Path folder) implements DatasetSource {
  private static final int DIGITS = 10;
  private static final String IMAGES = "-images";
  private static final String LABELS = "-labels";

  static boolean isOne(Path folder) {
    return Stream.of(Split.TRAIN, Split.TEST)
        .anyMatch(split -> find(folder, prefix(split) + IMAGES).isPresent());
  }

  @Override
  public Dataset read(SourceOptions options) {
    Split split = chosen(options.split());
    Path imageFile =
        find(folder, prefix(split) + IMAGES).orElseThrow(() -> SourceErrors.noSplit(folder, split));
    Optional<Path> labelFile = find(folder, prefix(split) + LABELS);
    if (labelFile.isEmpty() && !needsNoLabels(options)) {
      throw new LucyException(
          Reason.NOT_FOUND,
          "no labels beside '"
              + imageFile
              + "' (expected: a file "
              + prefix(split)
              + LABELS
              + "*; or read it as unlabelled)");
    }
    IdxFile images = IdxFile.images(imageFile);
    Tags labels = labelFile.map(file -> labels(file, options)).orElse(Tags.none(images.count()));
    if (labels.size() != images.count()) {
      throw SourceErrors.invalid(
          imageFile.toString(),
          images.count()
              + " images, but "
              + labels.size()
              + " labels beside them (expected: as many)");
    }
    Dataset all =
        Dataset.owning(images.shape(), images.values(), labels, Tags.none(images.count()));
    return options.selectsAll() ? all : all.picked(Pick.of(labels, options));
  }

  @Override
  public boolean hasLabelNames() {
    return false;
  }

  private static boolean needsNoLabels(SourceOptions options) {
    return options.unlabelled() && options.labels().isEmpty() && options.perClass() == 0;
  }

  private static Tags labels(Path file, SourceOptions options) {
    return NumberedLabels.of(
        IdxFile.labels(file).values(), options.labelNames(), DIGITS, file.toString());
  }

  private Split chosen(Split split) {
    if (split != Split.AUTO) {
      return split;
    }
    return find(folder, prefix(Split.TRAIN) + IMAGES).isPresent() ? Split.TRAIN : Split.TEST;
  }

  private static String prefix(Split split) {
    return split == Split.TEST ? "t10k" : "train";
  }

  private static Optional<Path> find(Path folder, String prefix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(Files::isRegularFile)
          .min(
              Comparator.comparing((Path file) -> file.toString().endsWith(".gz"))
                  .thenComparing(file -> file));
    } catch (IOException e) {
      throw SourceErrors.unreadable(folder, e);
    }
  }
}
