package io.lucy.engine.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.data.ImageShape;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuperpixelsTest {
  @Test
  void splitsAGridIntoBlocks() {
    int[] cells = Superpixels.grid(2).cells(new byte[8], new ImageShape(1, 2, 4));
    assertThat(cells).containsExactly(0, 0, 1, 1, 2, 2, 3, 3);
  }

  @Test
  void giveEveryPixelACellAndEveryCellAPixel() {
    for (ImageShape shape :
        new ImageShape[] {
          new ImageShape(3, 11, 7), new ImageShape(1, 28, 28), new ImageShape(1, 2, 9)
        }) {
      byte[] image = new byte[shape.sizeBytes()];
      new Random(8).nextBytes(image);
      for (Superpixels superpixels : new Superpixels[] {Superpixels.grid(4), Superpixels.slic(4)}) {
        int[] cells = superpixels.cells(image, shape);
        assertThat(cells).hasSize(shape.height() * shape.width());
        int last = Arrays.stream(cells).max().orElseThrow();
        assertThat(Arrays.stream(cells).distinct().sorted().toArray())
            .as("cells of %s", shape)
            .isEqualTo(IntStream.rangeClosed(0, last).toArray());
        assertThat(superpixels.cells(image, shape)).isEqualTo(cells);
      }
    }
  }

  /** An edge in column 5 of 16, off the grid's columns of 8. */
  @Test
  void followAnEdgeWithSlic() {
    ImageShape shape = new ImageShape(1, 16, 16);
    byte[] image = new byte[256];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (i % 16 < 5 ? 0 : 255);
    }
    int[] cells = Superpixels.slic(2).cells(image, shape);
    int[] dark = IntStream.range(0, 256).filter(i -> i % 16 < 5).map(i -> cells[i]).toArray();
    int[] bright = IntStream.range(0, 256).filter(i -> i % 16 >= 5).map(i -> cells[i]).toArray();
    assertThat(dark).doesNotContain(bright);
  }
}
