package io.lucy.engine.local;

import io.lucy.engine.data.ImageShape;
import java.util.Arrays;

/**
 * Simple linear iterative clustering: k-means over colour and place, from centres on a grid.
 *
 * <p>The distance is {@code ‖colour‖² / m² + ‖place‖² / S²} with the grid step S and compactness m
 * (Achanta and others, SLIC superpixels, PAMI 2012), here on raw colours and without the search
 * window, since the images are small. Cells may be in several pieces. Deterministic.
 *
 * @param side of the grid that it starts from
 */
public record Slic(int side) implements Superpixels {
  private static final int ROUNDS = 5;
  private static final double COMPACTNESS = 40;

  @Override
  public int[] cells(byte[] image, ImageShape shape) {
    int[] cells = Superpixels.grid(side).cells(image, shape);
    int count = Arrays.stream(cells).max().orElse(0) + 1;
    double step = Math.sqrt((double) cells.length / count);
    int dimensions = shape.channels() + 2;
    for (int round = 0; round < ROUNDS; round++) {
      double[][] centres = centres(image, shape, cells, count, step, dimensions);
      double[] point = new double[dimensions];
      for (int pixel = 0; pixel < cells.length; pixel++) {
        point(image, shape, pixel, step, point);
        cells[pixel] = nearest(point, centres);
      }
    }
    return renumbered(cells, count);
  }

  private static double[][] centres(
      byte[] image, ImageShape shape, int[] cells, int count, double step, int dimensions) {
    double[][] centres = new double[count][dimensions];
    int[] sizes = new int[count];
    double[] point = new double[dimensions];
    for (int pixel = 0; pixel < cells.length; pixel++) {
      point(image, shape, pixel, step, point);
      for (int i = 0; i < dimensions; i++) {
        centres[cells[pixel]][i] += point[i];
      }
      sizes[cells[pixel]]++;
    }
    for (int cell = 0; cell < count; cell++) {
      for (int i = 0; i < dimensions; i++) {
        centres[cell][i] = sizes[cell] == 0 ? Double.MAX_VALUE : centres[cell][i] / sizes[cell];
      }
    }
    return centres;
  }

  private static void point(
      byte[] image, ImageShape shape, int pixel, double step, double[] point) {
    for (int c = 0; c < shape.channels(); c++) {
      point[c] = (image[c * shape.height() * shape.width() + pixel] & 0xff) / COMPACTNESS;
    }
    point[shape.channels()] = pixel / shape.width() / step;
    point[shape.channels() + 1] = pixel % shape.width() / step;
  }

  private static int nearest(double[] point, double[][] centres) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int cell = 0; cell < centres.length; cell++) {
      double distance = 0;
      for (int i = 0; i < point.length; i++) {
        distance += (point[i] - centres[cell][i]) * (point[i] - centres[cell][i]);
      }
      if (distance < least) {
        least = distance;
        nearest = cell;
      }
    }
    return nearest;
  }

  /** Without the numbers of cells that lost all their pixels. */
  private static int[] renumbered(int[] cells, int count) {
    int[] numbers = new int[count];
    Arrays.fill(numbers, -1);
    int next = 0;
    int[] result = new int[cells.length];
    for (int pixel = 0; pixel < cells.length; pixel++) {
      if (numbers[cells[pixel]] < 0) {
        numbers[cells[pixel]] = next++;
      }
      result[pixel] = numbers[cells[pixel]];
    }
    return result;
  }
}
