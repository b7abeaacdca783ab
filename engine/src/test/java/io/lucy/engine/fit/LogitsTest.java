package io.lucy.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.surgery.Head;
import org.junit.jupiter.api.Test;

class LogitsTest {
  @Test
  void areTheHeadsRowsOnTheFeatures() {
    Head head = new Head(new float[] {1, 2, 3, 4}, new float[] {10, 20});
    assertThat(Logits.of(head, new Matrix(2, 2, new float[] {1, 0, 1, -1})).values())
        .containsExactly(11, 23, 9, 19);
  }

  @Test
  void becomeProbabilitiesAtATemperature() {
    Matrix logits = new Matrix(1, 2, new float[] {(float) Math.log(9), 0});
    assertThat(Logits.softmax(logits, 1).values())
        .containsExactly(new float[] {0.9f, 0.1f}, within(1e-6f));
    assertThat(Logits.softmax(logits, 2).values())
        .containsExactly(new float[] {0.75f, 0.25f}, within(1e-6f));
  }

  @Test
  void stayFiniteWhenTheyAreLarge() {
    Matrix logits = new Matrix(1, 2, new float[] {2000, -2000});
    assertThat(Logits.softmax(logits, 1).values()).containsExactly(1, 0);
    assertThat(Logits.losses(logits, new Matrix(1, 2, new float[] {0, 1}))).containsExactly(4000);
  }

  @Test
  void loseTheCrossEntropyOfSoftTargets() {
    Matrix logits = new Matrix(2, 2, new float[] {(float) Math.log(3), 0, 1, 1});
    Matrix targets = new Matrix(2, 2, new float[] {0.5f, 0.5f, 0, 0});
    double expected = -0.5 * Math.log(0.75) - 0.5 * Math.log(0.25);
    assertThat(Logits.losses(logits, targets))
        .containsExactly(new double[] {expected, 0}, within(1e-6));
  }
}
