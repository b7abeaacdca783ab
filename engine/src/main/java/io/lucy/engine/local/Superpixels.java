package io.lucy.engine.local;

import io.lucy.engine.data.ImageShape;

/**
 * Splits an image into cells that are switched on and off together.
 *
 * <p>The two kinds are records, so that a request to localise can be sent and compared.
 */
public sealed interface Superpixels permits Grid, Slic {
  /**
   * The cell of every pixel.
   *
   * @param image raw bytes [channels, height, width]
   * @return [height * width], each in {@code [0, cells)}; every cell has a pixel
   */
  int[] cells(byte[] image, ImageShape shape);

  /** A regular grid of {@code side * side} cells, the default with a side of 4. */
  static Superpixels grid(int side) {
    return new Grid(side);
  }

  /** Cells that follow the image's edges; see {@link Slic}. */
  static Superpixels slic(int side) {
    return new Slic(side);
  }
}
