package io.lucy.engine.data;

import static io.lucy.engine.data.TestImages.encoded;
import static io.lucy.engine.data.TestImages.jpeg;
import static io.lucy.engine.data.TestImages.png;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.LucyException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {

  @Test
  void dropsAlpha() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x40102030);

    assertThat(planes(encoded(image, "png"), 3)).containsExactly(0x10, 0x20, 0x30);
  }

  @Test
  void cutsSixteenBitsToEight() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 0x1234);

    assertThat(planes(encoded(image, "png"), 1)).containsExactly(0x12);
  }

  @Test
  void readsPalettesAsTheirColours() {
    byte[] reds = {0, 10};
    byte[] greens = {0, 20};
    byte[] blues = {0, 30};
    IndexColorModel palette = new IndexColorModel(8, 2, reds, greens, blues);
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setSample(0, 0, 0, 1);

    DecodedImage decoded = ImageDecoder.decode(encoded(image, "png"), "palette");

    assertThat(decoded.isGrey()).isFalse();
    assertThat(planes(encoded(image, "png"), 3)).containsExactly(10, 20, 30);
  }

  @Test
  void readsBlackAndWhiteAsGrey() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(1, 0, 0xffffff);

    DecodedImage decoded = ImageDecoder.decode(encoded(image, "png"), "binary");

    assertThat(decoded.isGrey()).isTrue();
    assertThat(planes(encoded(image, "png"), 1)).containsExactly(0, -1);
  }

  @Test
  void keepsTheStoredSamplesOfGreyJpegs() {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    image
        .getRaster()
        .setSamples(
            0, 0, 8, 8, 0, java.util.stream.IntStream.generate(() -> 60).limit(64).toArray());

    byte[] planes = planes(encoded(image, "jpeg"), 1);

    assertThat((int) planes[0]).isBetween(58, 62);
  }

  @Test
  void answersEveryFlippedBitWithAnImageOrAClearError() {
    for (byte[] whole : List.of(png(3, 3, 0x123456), jpeg(8, 8, 0x123456))) {
      for (int bit = 0; bit < whole.length * 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertDecodesOrRefuses(flipped, bit);
      }
    }
  }

  private static void assertDecodesOrRefuses(byte[] file, int bit) {
    try {
      assertThat(ImageDecoder.decode(file, "flipped").shape(3).height())
          .as("bit %d", bit)
          .isPositive();
    } catch (LucyException e) {
      assertThat(e).hasMessageStartingWith("flipped: ");
    }
  }

  private static byte[] planes(byte[] file, int channels) {
    DecodedImage image = ImageDecoder.decode(file, "test");
    byte[] planes = new byte[image.shape(channels).sizeBytes()];
    image.copyTo(planes, 0, channels);
    return planes;
  }
}
