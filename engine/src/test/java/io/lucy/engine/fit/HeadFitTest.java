package io.lucy.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.surgery.Head;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadFitTest {
  private static final int SAMPLES = 90;
  private static final int FEATURES = 5;
  private static final int LABELS = 3;

  private final Random random = new Random(5);
  private final Matrix features = noise(SAMPLES, FEATURES, 2);
  private final Head start = new Head(noise(LABELS, FEATURES, 0.3).values(), new float[LABELS]);

  @Test
  void endsWhereTheObjectiveIsFlat() {
    double lambda = 0.01;
    Matrix targets = Logits.softmax(noise(SAMPLES, LABELS, 2), 1);
    Head fitted = new HeadFit(features, targets).fit(start, lambda);

    double atStart = steepest(start, targets, lambda);
    assertThat(steepest(fitted, targets, lambda)).isLessThan(0.03 * atStart);
    assertThat(objective(fitted, targets, lambda)).isLessThan(objective(start, targets, lambda));
  }

  @Test
  void returnsTheStartUnderAStrongPull() {
    Matrix targets = Logits.softmax(noise(SAMPLES, LABELS, 2), 1);
    Head fitted = new HeadFit(features, targets).fit(start, 1e6);
    assertThat(fitted.weights()).containsExactly(start.weights(), within(1e-4f));
  }

  @Test
  void classifiesSeparableSamples() {
    float[] targets = new float[SAMPLES * LABELS];
    int[] labels =
        Logits.of(new Head(noise(LABELS, FEATURES, 1).values(), bias()), features).largest();
    for (int i = 0; i < SAMPLES; i++) {
      targets[i * LABELS + labels[i]] = 1;
    }
    Head fitted = new HeadFit(features, new Matrix(SAMPLES, LABELS, targets)).fit(start, 1e-6);
    assertThat(Logits.of(fitted, features).largest()).isEqualTo(labels);
  }

  @Test
  void reproducesSoftTargetsOfALinearHead() {
    Matrix targets =
        Logits.softmax(
            Logits.of(new Head(noise(LABELS, FEATURES, 1).values(), bias()), features), 1);
    Head fitted = new HeadFit(features, targets).fit(start, 1e-7);
    assertThat(Logits.softmax(Logits.of(fitted, features), 1).values())
        .containsExactly(targets.values(), within(0.02f));
  }

  @Test
  void passesOverSamplesWithoutATarget() {
    Matrix targets = Logits.softmax(noise(SAMPLES, LABELS, 2), 1);
    float[] gaps = targets.values().clone();
    float[] moved = features.values().clone();
    for (int k = 0; k < LABELS; k++) {
      gaps[k] = 0;
    }
    for (int j = 0; j < FEATURES; j++) {
      moved[j] = -moved[j];
    }
    Matrix some = new Matrix(SAMPLES, LABELS, gaps);
    Head here = new HeadFit(features, some).fit(start, 1e-7);
    Head there = new HeadFit(new Matrix(SAMPLES, FEATURES, moved), some).fit(start, 1e-7);
    assertThat(there.weights()).containsExactly(here.weights(), within(0.02f));
  }

  @Test
  void refusesTargetsOfOtherSamples() {
    assertThatThrownBy(() -> new HeadFit(features, noise(SAMPLES - 1, LABELS, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("samples: 90 with targets for 89");
  }

  /** The largest slope of the objective along a weight, in units of its feature, or a bias. */
  private double steepest(Head head, Matrix targets, double lambda) {
    double most = 0;
    for (int i = 0; i < LABELS * (FEATURES + 1); i++) {
      double slope =
          (objective(moved(head, i, 1e-2f), targets, lambda)
                  - objective(moved(head, i, -1e-2f), targets, lambda))
              / 2e-2;
      most = Math.max(most, Math.abs(slope));
    }
    return most;
  }

  private static Head moved(Head head, int parameter, float by) {
    float[] weights = head.weights().clone();
    float[] bias = head.bias().clone();
    if (parameter < weights.length) {
      weights[parameter] += by;
    } else {
      bias[parameter - weights.length] += by;
    }
    return new Head(weights, bias);
  }

  /** As the Javadoc of {@link HeadFit} has it. */
  private double objective(Head head, Matrix targets, double lambda) {
    double objective = HeadSelection.mean(Logits.losses(Logits.of(head, features), targets));
    for (int j = 0; j < FEATURES; j++) {
      double mean = 0;
      double square = 0;
      for (int i = 0; i < SAMPLES; i++) {
        mean += features.at(i, j) / SAMPLES;
        square += (double) features.at(i, j) * features.at(i, j) / SAMPLES;
      }
      for (int k = 0; k < LABELS; k++) {
        double change = head.weights()[k * FEATURES + j] - start.weights()[k * FEATURES + j];
        objective += lambda * (square - mean * mean) * change * change;
      }
    }
    return objective;
  }

  private static float[] bias() {
    return new float[] {0.5f, -0.5f, 0};
  }

  private Matrix noise(int rows, int columns, double scale) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return new Matrix(rows, columns, values);
  }
}
