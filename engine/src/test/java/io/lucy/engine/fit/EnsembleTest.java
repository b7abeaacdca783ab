package io.lucy.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnsembleTest {
  private static final int SAMPLES = 200;

  /** The first network knows labels 0 and 1, the second 1 and 2, the latter in its column 0. */
  private static final List<int[]> KNOWN = List.of(new int[] {0, 1, -1}, new int[] {-1, 2, 0});

  @Test
  void averagesTheLogitsOfTheNetworksThatKnowALabel() {
    List<Matrix> logits =
        List.of(new Matrix(1, 2, new float[] {1, 2}), new Matrix(1, 3, new float[] {7, 9, 4}));
    assertThat(Ensemble.direct(KNOWN).combine(logits).values()).containsExactly(1, 3, 7);
  }

  @Test
  void dividesByTemperaturesAndAddsOffsets() {
    List<Matrix> logits =
        List.of(new Matrix(1, 2, new float[] {1, 2}), new Matrix(1, 3, new float[] {7, 9, 4}));
    Ensemble ensemble = new Ensemble(KNOWN, new double[] {2, 0.5}, new double[] {1, -1});
    assertThat(ensemble.combine(logits).values()).containsExactly(1.5f, 4.5f, 13);
  }

  @Test
  void findsATemperatureAndAnOffset() {
    List<Matrix> logits = List.of(noise(2, 1), noise(3, 2));
    Ensemble truth = new Ensemble(KNOWN, new double[] {2, 0.8}, new double[] {0.5, -0.5});
    Matrix targets = Logits.softmax(truth.combine(logits), 1);

    Ensemble found = Ensemble.calibrate(KNOWN, logits, targets);

    assertThat(found.temperatures()).containsExactly(truth.temperatures(), within(0.02));
    assertThat(found.offsets()[0] - found.offsets()[1])
        .as("only the difference of the offsets matters")
        .isCloseTo(1, within(0.02));
    assertThat(loss(found, logits, targets))
        .isLessThan(loss(Ensemble.direct(KNOWN), logits, targets));
  }

  @Test
  void averagesLogProbabilitiesOverNetworks() {
    List<int[]> both = List.of(new int[] {0, 1}, new int[] {0, 1});
    float three = (float) Math.log(3);
    List<Matrix> logits =
        List.of(new Matrix(1, 2, new float[] {three, 0}), new Matrix(1, 2, new float[] {5, 5}));
    float[] expected = {(float) Math.log(0.375) / 2, (float) Math.log(0.125) / 2};
    assertThat(Ensemble.direct(both).combineSoftmax(logits).values())
        .containsExactly(expected, within(1e-5f));
  }

  private static double loss(Ensemble ensemble, List<Matrix> logits, Matrix targets) {
    return HeadSelection.mean(Logits.losses(ensemble.combine(logits), targets));
  }

  private static Matrix noise(int columns, long seed) {
    Random random = new Random(seed);
    float[] values = new float[SAMPLES * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextGaussian());
    }
    return new Matrix(SAMPLES, columns, values);
  }
}
