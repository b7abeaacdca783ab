package io.lucy.engine.local;

import io.lucy.engine.data.ImageShape;

/**
 * Rectangles of equal size.
 *
 * @param side how many there are in each direction, unless the image has fewer pixels
 */
public record Grid(int side) implements Superpixels {
  @Override
  public int[] cells(byte[] image, ImageShape shape) {
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
  }
}
