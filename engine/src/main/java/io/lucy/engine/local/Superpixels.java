package io.lucy.engine.local;

import io.lucy.engine.data.ImageShape;

/** Splits an image into cells that are switched on and off together. */
public interface Superpixels {
  /**
   * The cell of every pixel.
   *
   * @param image raw bytes [channels, height, width]
   * @return [height * width], each in {@code [0, cells)}; every cell has a pixel
   */
  int[] cells(byte[] image, ImageShape shape);

  /** A regular grid of {@code side * side} cells, the default with a side of 4. */
  static Superpixels grid(int side) {
    return (image, shape) -> {
      int rows = Math.min(side, shape.height());
      int columns = Math.min(side, shape.width());
      int[] cells = new int[shape.height() * shape.width()];
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          cells[y * shape.width() + x] =
              y * rows / shape.height() * columns + x * columns / shape.width();
        }
      }
      return cells;
    };
  }

  /** Cells that follow the image's edges; see {@link Slic}. */
  static Superpixels slic(int side) {
    return new Slic(side);
  }
}
