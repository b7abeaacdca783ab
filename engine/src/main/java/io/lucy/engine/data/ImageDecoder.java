package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG and JPEG to raw samples, as other image libraries do: no colour management, alpha
 * dropped, sixteen bits cut to eight.
 *
 * <p>An image is grey if its file has one colour channel, or a palette of greys. The size in the
 * file is checked before pixels are allocated.
 */
final class ImageDecoder {
  private static final int SIXTEEN_BITS = 16;

  private ImageDecoder() {}

  private static String problem(Exception e) {
    return e instanceof IOException io ? DiskError.describe(io) : "its data is damaged";
  }

  static DecodedImage decode(byte[] file, String where) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format(file, where)).next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(in, true, true);
      ImageShape.declared(1, reader.getHeight(0), reader.getWidth(0), where);
      BufferedImage image = reader.read(0);
      refuseDamage(warnings);
      return planes(image);
    } catch (LucyException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's decoders answer damaged files with exceptions of many kinds.
      throw new LucyException(
          Reason.DATASET_INVALID,
          where + ": cannot be decoded: " + problem(e) + " (replace the image)",
          e);
    } finally {
      reader.dispose();
    }
  }

  private static String format(byte[] file, String where) {
    if (startsWith(file, 0x89, 'P', 'N', 'G')) {
      return "png";
    }
    if (startsWith(file, 0xff, 0xd8)) {
      return "jpeg";
    }
    throw SourceErrors.invalid(
        where, "neither PNG nor JPEG by its first bytes (replace the image)");
  }

  private static boolean startsWith(byte[] file, int... start) {
    for (int i = 0; i < start.length; i++) {
      if (i >= file.length || (file[i] & 0xff) != start[i]) {
        return false;
      }
    }
    return true;
  }

  /** The JPEG decoder fills what is missing with grey and only warns. */
  private static void refuseDamage(List<String> warnings) throws IOException {
    for (String warning : warnings) {
      if (warning.contains("Premature")
          || warning.contains("Truncated")
          || warning.contains("Corrupt")) {
        throw new IOException(warning);
      }
    }
  }

  private static DecodedImage planes(BufferedImage image) {
    ColorModel colours = image.getColorModel();
    boolean direct =
        colours instanceof ComponentColorModel && colours.getComponentSize(0) >= Byte.SIZE;
    if (direct && colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      return bands(image, 1);
    }
    if (direct && colours.getColorSpace().getType() == ColorSpace.TYPE_RGB) {
      return bands(image, 3);
    }
    return converted(image, colours instanceof IndexColorModel palette && isGrey(palette) ? 1 : 3);
  }

  /** Takes the stored samples: converting grey to RGB by the JDK would change them. */
  private static DecodedImage bands(BufferedImage image, int channels) {
    int width = image.getWidth();
    int height = image.getHeight();
    Raster raster = image.getRaster();
    int shift = image.getColorModel().getComponentSize(0) == SIXTEEN_BITS ? Byte.SIZE : 0;
    byte[] planes = new byte[channels * height * width];
    int[] samples = new int[height * width];
    for (int channel = 0; channel < channels; channel++) {
      raster.getSamples(0, 0, width, height, channel, samples);
      for (int i = 0; i < samples.length; i++) {
        planes[channel * samples.length + i] = (byte) (samples[i] >> shift);
      }
    }
    return new DecodedImage(height, width, planes);
  }

  private static DecodedImage converted(BufferedImage image, int channels) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
    byte[] planes = new byte[channels * colours.length];
    for (int channel = 0; channel < channels; channel++) {
      int shift = (2 - channel) * Byte.SIZE;
      for (int i = 0; i < colours.length; i++) {
        planes[channel * colours.length + i] = (byte) (colours[i] >> shift);
      }
    }
    return new DecodedImage(height, width, planes);
  }

  private static boolean isGrey(IndexColorModel palette) {
    for (int i = 0; i < palette.getMapSize(); i++) {
      if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
        return false;
      }
    }
    return true;
  }
}
