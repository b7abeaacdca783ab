package io.lucy.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.data.Tags;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeighbourhoodTest {
  private static final ImageShape SHAPE = new ImageShape(2, 6, 6);
  private static final Superpixels GRID = Superpixels.grid(2);

  private final Dataset data = noise();

  @Test
  void beginsWithTheImageItself() {
    float[] image = new float[SHAPE.sizeBytes()];
    data.copyPixels(0, Normalisation.NONE, FloatBuffer.wrap(image));
    assertThat(pixels(neighbourhood(8, 1), 0)).containsExactly(image);
  }

  @Test
  void fillsSwitchedOffCellsWithTheirMeanAndLeavesTheRest() {
    Neighbourhood neighbourhood = neighbourhood(16, 1);
    float[] image = pixels(neighbourhood, 0);
    int[] cells = GRID.cells(data.image(0), SHAPE);
    int filled = 0;
    for (int row = 1; row < neighbourhood.rows(); row++) {
      float[] perturbed = pixels(neighbourhood, row);
      for (int channel = 0; channel < 2; channel++) {
        for (int cell = 0; cell < 4; cell++) {
          float[] before = ofCell(image, cells, channel, cell);
          float[] after = ofCell(perturbed, cells, channel, cell);
          if (!java.util.Arrays.equals(before, after)) {
            float[] mean = new float[before.length];
            for (float pixel : before) {
              mean[0] += pixel / before.length;
            }
            java.util.Arrays.fill(mean, mean[0]);
            assertThat(after).containsExactly(mean, within(1e-5f));
            filled++;
          }
        }
      }
    }
    assertThat(filled).as("about half of 120 cells").isBetween(30, 90);
  }

  /** The ridge of 1 shrinks the coefficients, but less and less as perturbations grow. */
  @Test
  void recoversAFunctionThatIsLinearInTheCells() {
    Neighbourhood neighbourhood = neighbourhood(4000, 1);
    double[] truth = {3, -2, 0, 1};
    float[] image = pixels(neighbourhood, 0);
    int[] cells = GRID.cells(data.image(0), SHAPE);
    double[] answers = new double[neighbourhood.rows()];
    for (int row = 0; row < answers.length; row++) {
      float[] perturbed = pixels(neighbourhood, row);
      answers[row] = 50;
      for (int cell = 0; cell < 4; cell++) {
        boolean on =
            java.util.Arrays.equals(
                ofCell(image, cells, 0, cell), ofCell(perturbed, cells, 0, cell));
        answers[row] += on ? truth[cell] : 0;
      }
    }
    assertThat(neighbourhood.coefficients(answers, 1)).containsExactly(truth, within(0.1));
  }

  @Test
  void transposesItsCoefficients() {
    Neighbourhood neighbourhood = neighbourhood(9, 3);
    Random random = new Random(2);
    double[] f = random.doubles(9 * 3).toArray();
    double[] g = random.doubles(4 * 3).toArray();
    assertThat(dot(neighbourhood.coefficients(f, 3), g))
        .isCloseTo(dot(f, neighbourhood.transposed(g, 3)), within(1e-9));
  }

  @Test
  void drawsTheSameForEqualSeedsOnly() {
    assertThat(all(neighbourhood(8, 5))).isEqualTo(all(neighbourhood(8, 5)));
    assertThat(all(neighbourhood(8, 5))).isNotEqualTo(all(neighbourhood(8, 6)));
  }

  private Neighbourhood neighbourhood(int perturbations, long seed) {
    return Neighbourhood.of(data, 0, Normalisation.NONE, GRID, perturbations, seed);
  }

  private static float[] pixels(Probe probe, int row) {
    float[] pixels = new float[SHAPE.sizeBytes()];
    probe.copy(row, FloatBuffer.wrap(pixels));
    return pixels;
  }

  private static float[] all(Probe probe) {
    FloatBuffer pixels = FloatBuffer.allocate(probe.rows() * SHAPE.sizeBytes());
    for (int row = 0; row < probe.rows(); row++) {
      probe.copy(row, pixels);
    }
    return pixels.array();
  }

  private static float[] ofCell(float[] pixels, int[] cells, int channel, int cell) {
    float[] found = new float[9];
    int next = 0;
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] == cell) {
        found[next++] = pixels[channel * cells.length + i];
      }
    }
    return found;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static Dataset noise() {
    byte[] image = new byte[SHAPE.sizeBytes()];
    new Random(4).nextBytes(image);
    return Dataset.of(SHAPE, image, Tags.of(new int[] {0}, List.of("noise")), Tags.none(1));
  }
}
