package io.lucy.engine.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of CIFAR's binary batches: CIFAR-10's {@code data_batch_*.bin} and {@code
 * test_batch.bin}, or CIFAR-100's {@code train.bin} and {@code test.bin}.
 *
 * <pre>
 * batch     = record*
 * record    = [coarse label] label pixels       (the coarse label only in CIFAR-100; it is not used)
 * pixels    = 3072 bytes, [3, 32, 32]
 * </pre>
 */
record CifarFolder(Path folder) implements DatasetSource {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final int MAX_NAMES_BYTES = 1 << 16;

  /** The two datasets; {@code labelBytes} is what a record has before its pixels. */
  private enum Kind {
    CIFAR_10("data_batch_", "test_batch", "batches.meta.txt", 1, 10),
    CIFAR_100("train", "test", "fine_label_names.txt", 2, 100);

    private final String train;
    private final String test;
    private final String namesFile;
    private final int labelBytes;
    private final int labels;

    Kind(String train, String test, String namesFile, int labelBytes, int labels) {
      this.train = train;
      this.test = test;
      this.namesFile = namesFile;
      this.labelBytes = labelBytes;
      this.labels = labels;
    }

    List<Path> batches(Path folder, Split split) {
      String prefix = split == Split.TEST ? test : train;
      try (Stream<Path> files = Files.list(folder)) {
        return files
            .filter(file -> isBatch(file.getFileName().toString(), prefix))
            .sorted()
            .toList();
      } catch (IOException e) {
        throw SourceErrors.unreadable(folder, e);
      }
    }

    private static boolean isBatch(String file, String prefix) {
      return prefix.endsWith("_")
          ? file.startsWith(prefix) && file.endsWith(".bin")
          : file.equals(prefix + ".bin");
    }

    boolean isIn(Path folder) {
      return !batches(folder, Split.TRAIN).isEmpty() || !batches(folder, Split.TEST).isEmpty();
    }
  }

  static boolean isOne(Path folder) {
    return Kind.CIFAR_10.isIn(folder) || Kind.CIFAR_100.isIn(folder);
  }

  @Override
  public Dataset read(SourceOptions options) {
    Kind kind = Kind.CIFAR_10.isIn(folder) ? Kind.CIFAR_10 : Kind.CIFAR_100;
    Split split = options.split();
    if (split == Split.AUTO) {
      split = kind.batches(folder, Split.TRAIN).isEmpty() ? Split.TEST : Split.TRAIN;
    }
    List<Path> batches = kind.batches(folder, split);
    if (batches.isEmpty()) {
      throw SourceErrors.noSplit(folder, split);
    }
    Dataset all = read(kind, batches, names(kind, options));
    return options.selectsAll() ? all : all.picked(Pick.of(all.labels(), options));
  }

  private static Dataset read(Kind kind, List<Path> batches, List<String> names) {
    int recordBytes = kind.labelBytes + SHAPE.sizeBytes();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    byte[] images =
        new byte[SHAPE.checkedTotalBytes(records(batches, recordBytes), batches.get(0).toString())];
    int image = 0;
    for (Path batch : batches) {
      byte[] bytes = readWhole(batch);
      for (int at = 0; at < bytes.length; at += recordBytes, image++) {
        labels.write(bytes[at + kind.labelBytes - 1]);
        System.arraycopy(
            bytes, at + kind.labelBytes, images, image * SHAPE.sizeBytes(), SHAPE.sizeBytes());
      }
    }
    Tags tags =
        NumberedLabels.of(
            labels.toByteArray(), names, kind.labels, batches.get(0).getParent().toString());
    return Dataset.owning(SHAPE, images, tags, Tags.none(tags.size()));
  }

  private static long records(List<Path> batches, int recordBytes) {
    long records = 0;
    for (Path batch : batches) {
      long sizeBytes = sizeBytes(batch);
      if (sizeBytes % recordBytes != 0) {
        throw SourceErrors.invalid(
            batch.toString(),
            sizeBytes
                + " bytes (expected: a multiple of "
                + recordBytes
                + "; fetch the file again)");
      }
      records += sizeBytes / recordBytes;
    }
    return records;
  }

  private List<String> names(Kind kind, SourceOptions options) {
    Path file = folder.resolve(kind.namesFile);
    if (!options.labelNames().isEmpty() || !Files.exists(file)) {
      return options.labelNames();
    }
    if (sizeBytes(file) > MAX_NAMES_BYTES) {
      throw SourceErrors.invalid(file.toString(), "too long (expected: one label per line)");
    }
    List<String> names = new ArrayList<>();
    try {
      Files.readAllLines(file).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .forEach(names::add);
    } catch (IOException e) {
      throw SourceErrors.unreadable(file, e);
    }
    return names;
  }

  private static long sizeBytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw SourceErrors.unreadable(file, e);
    }
  }

  private static byte[] readWhole(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw SourceErrors.unreadable(file, e);
    }
  }
}
