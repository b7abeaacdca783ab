package io.lucy.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RidgeTest {
  @Test
  void recoversALinearMap() {
    float[] weights = {1, -2, 0.5f, 3, 0, -1};
    Ridge ridge = new Ridge(3, 2);
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      float[] x = {(float) random.nextGaussian(), random.nextFloat(), random.nextFloat() * 4};
      float[] y = {4, -7};
      for (int k = 0; k < 2; k++) {
        for (int j = 0; j < 3; j++) {
          y[k] += weights[k * 3 + j] * x[j];
        }
      }
      ridge.add(x, y);
    }
    Ridge.Map map = ridge.solve(0);
    assertThat(map.weights()).containsExactly(weights, within(1e-4f));
    assertThat(map.bias()).containsExactly(new float[] {4, -7}, within(1e-4f));
  }

  /** Inputs ±1 about 5 have variance 1: the slope is Sxy / (Sxx + λ n) = 4 / (2 + 2 λ). */
  @Test
  void shrinksTheSlopeAsByHand() {
    Ridge ridge = pair();
    assertThat(ridge.solve(1).weights()).containsExactly(new float[] {1}, within(1e-5f));
    assertThat(ridge.solve(3).weights()).containsExactly(new float[] {0.5f}, within(1e-5f));
  }

  @Test
  void leavesTheInterceptUnpenalised() {
    Ridge.Map map = pair().solve(1e7);
    assertThat(map.weights()[0]).isCloseTo(0, within(1e-5f));
    assertThat(map.bias()[0]).as("the mean of the outputs").isCloseTo(100, within(1e-3f));
  }

  @Test
  void doesNotDependOnTheScaleOfItsInputs() {
    Ridge small = new Ridge(1, 1);
    Ridge large = new Ridge(1, 1);
    for (float x : new float[] {1, 2, 5}) {
      small.add(new float[] {x}, new float[] {3 * x});
      large.add(new float[] {1000 * x}, new float[] {3 * x});
    }
    assertThat(1000 * large.solve(0.5).weights()[0])
        .isCloseTo(small.solve(0.5).weights()[0], within(1e-4f));
  }

  private static Ridge pair() {
    Ridge ridge = new Ridge(1, 1);
    ridge.add(new float[] {4}, new float[] {98});
    ridge.add(new float[] {6}, new float[] {102});
    return ridge;
  }
}
