package io.lucy.engine.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Makes the small images, files and datasets that the tests read. */
final class TestImages {
  private TestImages() {}

  static byte[] png(int height, int width, int rgb) {
    return encoded(filled(height, width, BufferedImage.TYPE_INT_RGB, rgb), "png");
  }

  static byte[] jpeg(int height, int width, int rgb) {
    return encoded(filled(height, width, BufferedImage.TYPE_INT_RGB, rgb), "jpeg");
  }

  static byte[] greyPng(int height, int width, int level) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    int[] samples = IntStream.generate(() -> level).limit((long) width * height).toArray();
    image.getRaster().setSamples(0, 0, width, height, 0, samples);
    return encoded(image, "png");
  }

  static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static void put(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  /** A zip of names and bytes, in turn; stored or deflated. */
  static byte[] zip(int method, Object... namesAndBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndBytes.length; i += 2) {
        byte[] content = (byte[]) namesAndBytes[i + 1];
        ZipEntry entry = new ZipEntry((String) namesAndBytes[i]);
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
          CRC32 checksum = new CRC32();
          checksum.update(content);
          entry.setCrc(checksum.getValue());
          entry.setSize(content.length);
        }
        zip.putNextEntry(entry);
        zip.write(content);
      }
    }
    return bytes.toByteArray();
  }

  static byte[] idxImages(int count, int height, int width) {
    ByteBuffer file = ByteBuffer.allocate(16 + count * height * width);
    file.putInt(0x803).putInt(count).putInt(height).putInt(width);
    for (int i = 0; i < count * height * width; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  static byte[] idxLabels(int... labels) {
    ByteBuffer file = ByteBuffer.allocate(8 + labels.length);
    file.putInt(0x801).putInt(labels.length);
    for (int label : labels) {
      file.put((byte) label);
    }
    return file.array();
  }

  /**
   * Samples of 1x1x2 pixels that differ, with the given labels out of {@code a}, {@code b}, {@code
   * c}.
   */
  static Dataset dataset(int... labels) {
    byte[] images = new byte[2 * labels.length];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) i;
    }
    return Dataset.of(
        new ImageShape(1, 1, 2),
        images,
        Tags.of(labels, List.of("a", "b", "c")),
        Tags.none(labels.length));
  }

  private static BufferedImage filled(int height, int width, int type, int rgb) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }
}
