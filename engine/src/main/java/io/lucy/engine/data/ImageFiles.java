package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Single pictures, as samples of which nothing is known. */
public final class ImageFiles {
  private ImageFiles() {}

  /** Whether a file is a picture, by its name. */
  public static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg");
  }

  /**
   * Reads PNG and JPEG files of one shape.
   *
   * @param files at least one
   * @throws LucyException {@link Reason#NOT_FOUND}; {@link Reason#DATASET_INVALID} naming the file
   *     that cannot be decoded or has another shape
   */
  public static Dataset read(List<Path> files) {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    ImageShape first = null;
    for (Path file : files) {
      DecodedImage image = ImageDecoder.decode(bytes(file), file.toString());
      int channels = image.isGrey() ? 1 : 3;
      ImageShape shape = image.shape(channels);
      if (first != null && !first.equals(shape)) {
        throw new LucyException(
            Reason.DATASET_INVALID,
            file + " is " + shape + " (expected: " + first + ", as " + files.get(0) + ")");
      }
      first = shape;
      byte[] planes = new byte[shape.sizeBytes()];
      image.copyTo(planes, 0, channels);
      pixels.writeBytes(planes);
    }
    if (first == null) {
      throw new IllegalArgumentException("no files");
    }
    return Dataset.of(
        first, pixels.toByteArray(), Tags.none(files.size()), Tags.none(files.size()));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new LucyException(
          Reason.NOT_FOUND, "cannot read '" + file + "': " + DiskError.describe(e), e);
    }
  }
}
