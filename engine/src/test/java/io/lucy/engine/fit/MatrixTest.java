package io.lucy.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {
  private final Matrix matrix = new Matrix(3, 2, new float[] {1, 2, 5, 4, 6, 6});

  @Test
  void selectsRowsInTheGivenOrder() {
    assertThat(matrix.select(new int[] {2, 0, 2}).values()).containsExactly(6, 6, 1, 2, 6, 6);
  }

  @Test
  void joinsColumnsSideBySide() {
    Matrix joined = Matrix.beside(List.of(matrix, new Matrix(3, 1, new float[] {7, 8, 9})));
    assertThat(joined.columns()).isEqualTo(3);
    assertThat(joined.values()).containsExactly(1, 2, 7, 5, 4, 8, 6, 6, 9);
  }

  @Test
  void findsTheFirstOfTheLargestOfARow() {
    assertThat(matrix.largest()).containsExactly(1, 0, 0);
  }

  @Test
  void refusesValuesThatDoNotFillIt() {
    assertThatThrownBy(() -> new Matrix(2, 2, new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values: 3 (expected: 2 x 2)");
  }
}
