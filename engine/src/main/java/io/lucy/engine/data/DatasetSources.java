package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds out what a file or folder of samples is, and reads it.
 *
 * <p>A folder holds MNIST's IDX files, CIFAR's binary batches, or pictures in one folder per label;
 * a file is a zip of such pictures or a safetensors dataset. Decided by names in folders and by the
 * first bytes of files.
 */
public final class DatasetSources {
  /** The labels of Fashion-MNIST, whose files only have numbers: what to give as label names. */
  public static final List<String> FASHION_MNIST_LABELS =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  private static final int SNIFFED_BYTES = 9;

  private DatasetSources() {}

  /**
   * Reads the samples that the options ask for.
   *
   * @throws LucyException if there is nothing to read, or what is there is damaged
   */
  public static Dataset open(Path source, SourceOptions options) {
    Dataset dataset = detect(source).read(options);
    if (dataset.size() == 0) {
      throw new LucyException(
          Reason.TOO_FEW_SAMPLES, "no samples in '" + source + "' (expected: at least one image)");
    }
    return dataset;
  }

  /** Whether this is a dataset file already, whose samples may lack labels. */
  public static boolean isDataset(Path source) {
    return detect(source) instanceof SafetensorsSource;
  }

  /**
   * Refuses to write over what is read: the source itself, or a file of its folder that no dataset
   * was written to before.
   *
   * @throws LucyException with {@link Reason#ARGUMENT_INVALID}
   */
  public static void checkApart(Path source, Path out) {
    if (!Files.exists(source) || !Files.isRegularFile(out)) {
      return;
    }
    try {
      Path from = source.toRealPath();
      Path to = out.toRealPath();
      if (to.equals(from) || (to.startsWith(from) && !isSafetensors(start(to)))) {
        throw new LucyException(
            Reason.ARGUMENT_INVALID,
            "'" + out + "' is a part of the source '" + source + "' (write to another file)");
      }
    } catch (IOException e) {
      throw SourceErrors.unreadable(out, e);
    }
  }

  /** Says what kind of source this is without reading its samples. */
  public static DatasetSource detect(Path source) {
    if (Files.isDirectory(source)) {
      return detectFolder(source);
    }
    if (!Files.exists(source)) {
      throw new LucyException(
          Reason.NOT_FOUND, "no file or folder '" + source + "' (check the name)");
    }
    return detectFile(source);
  }

  private static DatasetSource detectFolder(Path folder) {
    if (IdxFolder.isOne(folder)) {
      return new IdxFolder(folder);
    }
    if (CifarFolder.isOne(folder)) {
      return new CifarFolder(folder);
    }
    return new ImageFolder(folder);
  }

  private static DatasetSource detectFile(Path file) {
    byte[] start = start(file);
    if (start.length >= 2 && start[0] == 'P' && start[1] == 'K') {
      return new ImageZip(file);
    }
    if (isSafetensors(start)) {
      return new SafetensorsSource(file);
    }
    throw SourceErrors.invalid(
        file.toString(),
        "not a dataset (expected: a safetensors file, a zip of images, or the folder of images, IDX files or CIFAR batches)");
  }

  private static byte[] start(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(SNIFFED_BYTES);
    } catch (IOException e) {
      throw SourceErrors.unreadable(file, e);
    }
  }

  private static boolean isSafetensors(byte[] start) {
    return start.length == SNIFFED_BYTES && start[SNIFFED_BYTES - 1] == '{';
  }
}
