package io.lucy.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.surgery.Head;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadSelectionTest {
  private static final int SAMPLES = 60;
  private static final int FEATURES = 8;
  private static final int LABELS = 3;

  private final Random random = new Random(11);
  private final Matrix features = noise(SAMPLES, FEATURES, 1);

  /** Labels of noise: a head that had seen a sample would know it better. */
  @Test
  void judgesEverySampleByAHeadThatHasNotSeenIt() {
    Matrix targets = drawn(new Matrix(SAMPLES, LABELS, new float[SAMPLES * LABELS]));
    Head start = zeros();
    double[] losses = HeadSelection.losses(features, targets, start, 1e-3);
    for (int fold = 0; fold < 3; fold++) {
      int of = fold;
      int[] others =
          java.util.stream.IntStream.range(0, SAMPLES).filter(i -> i % 3 != of).toArray();
      Head head = new HeadFit(features.select(others), targets.select(others)).fit(start, 1e-3);
      double[] expected = Logits.losses(Logits.of(head, features), targets);
      for (int i = fold; i < SAMPLES; i += 3) {
        assertThat(losses[i]).as("sample %s", i).isCloseTo(expected[i], within(1e-6));
      }
    }
  }

  @Test
  void prefersAStrongPullWhenTheStartIsRight() {
    Head truth = new Head(noise(LABELS, FEATURES, 1).values(), new float[LABELS]);
    Matrix targets = drawn(Logits.softmax(Logits.of(truth, features), 1));
    assertThat(HeadSelection.select(features, targets, truth).lambda())
        .isGreaterThanOrEqualTo(3e-2);
  }

  @Test
  void prefersAWeakPullWhenTheStartIsWrongAndSamplesAreClear() {
    Head truth = new Head(noise(LABELS, FEATURES, 4).values(), new float[LABELS]);
    Matrix targets = Logits.softmax(Logits.of(truth, features), 1);
    HeadSelection.Selected selected = HeadSelection.select(features, targets, zeros());
    assertThat(selected.lambda()).isLessThanOrEqualTo(3e-4);
    assertThat(selected.loss()).isEqualTo(HeadSelection.mean(selected.losses()));
    assertThat(Logits.losses(selected.logits(), targets))
        .containsExactly(selected.losses(), within(1e-5));
  }

  private static Head zeros() {
    return new Head(new float[LABELS * FEATURES], new float[LABELS]);
  }

  /** One label per row, drawn from its probabilities; evenly from zeros. */
  private Matrix drawn(Matrix probabilities) {
    float[] targets = new float[SAMPLES * LABELS];
    for (int i = 0; i < SAMPLES; i++) {
      double draw = random.nextDouble();
      int label = 0;
      while (label < LABELS - 1 && draw >= probabilities.at(i, label)) {
        draw -= probabilities.at(i, label++);
      }
      label = probabilities.at(i, 0) == 0 ? random.nextInt(LABELS) : label;
      targets[i * LABELS + label] = 1;
    }
    return new Matrix(SAMPLES, LABELS, targets);
  }

  private Matrix noise(int rows, int columns, double scale) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return new Matrix(rows, columns, values);
  }
}
