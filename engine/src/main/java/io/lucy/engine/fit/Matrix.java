package io.lucy.engine.fit;

/**
 * Rows of samples, row-major.
 *
 * @param rows number of samples
 * @param columns values per sample
 * @param values [rows, columns]
 */
public record Matrix(int rows, int columns, float[] values) {
  public Matrix {
    if (values.length != rows * columns) {
      throw new IllegalArgumentException(
          "values: " + values.length + " (expected: " + rows + " x " + columns + ")");
    }
  }

  public float at(int row, int column) {
    return values[row * columns + column];
  }

  /** Some of the rows, in the given order. */
  public Matrix select(int[] picked) {
    float[] selected = new float[picked.length * columns];
    for (int i = 0; i < picked.length; i++) {
      System.arraycopy(values, picked[i] * columns, selected, i * columns, columns);
    }
    return new Matrix(picked.length, columns, selected);
  }

  /** The columns of several matrices side by side. */
  public static Matrix beside(java.util.List<Matrix> parts) {
    int rows = parts.get(0).rows();
    int columns = parts.stream().mapToInt(Matrix::columns).sum();
    float[] joined = new float[rows * columns];
    int offset = 0;
    for (Matrix part : parts) {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(part.values, i * part.columns, joined, i * columns + offset, part.columns);
      }
      offset += part.columns;
    }
    return new Matrix(rows, columns, joined);
  }

  /** For each row, the column of its largest value; the first of equals. */
  public int[] largest() {
    int[] largest = new int[rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 1; j < columns; j++) {
        if (at(i, j) > at(i, largest[i])) {
          largest[i] = j;
        }
      }
    }
    return largest;
  }
}
