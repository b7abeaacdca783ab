package io.lucy.engine.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.graph.Shape;
import io.lucy.engine.train.Parameter;
import io.lucy.engine.train.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlimmingTest {
  private final float[] scales = {1, -0.5f, 0.02f, -0.01f, 0.8f, 0.7f, 0.9f, 0.6f, 0.4f, 0.3f};
  private final float[] shifts = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  private final float[] weights = {1, 2};

  @Test
  void changesNothingWithoutStrength() {
    float[] before = scales.clone();
    slimming(0).afterStep();
    assertThat(scales).containsExactly(before);
  }

  @Test
  void drawsTheSmallestScalesToZeroAndLeavesTheOthers() {
    slimming(0.005f).afterStep();

    float[] expected = {1, -0.495f, 0.015f, -0.005f, 0.8f, 0.7f, 0.9f, 0.595f, 0.395f, 0.295f};
    assertThat(scales).containsExactly(expected, within(1e-6f));
    assertThat(shifts).containsOnly(1);
    assertThat(weights).containsExactly(1, 2);
  }

  @Test
  void removesFiltersForGoodAndTheirShiftsToo() {
    Slimming slimming = slimming(0.015f);
    slimming.afterStep();
    assertThat(scales[3]).isZero();
    assertThat(shifts[3]).isZero();
    assertThat(scales[2]).isPositive();

    scales[3] = 5;
    shifts[3] = 5;
    slimming.afterStep();
    assertThat(scales[3]).isZero();
    assertThat(shifts[3]).isZero();
  }

  @Test
  void removesTheSmallestOnesAndStopsWhereEnoughAreGone() {
    Slimming slimming = slimming(10);
    slimming.afterStep();
    slimming.afterStep();

    assertThat(scales).containsExactly(1, 0, 0, 0, 0.8f, 0.7f, 0.9f, 0, 0, 0);
  }

  private Slimming slimming(float strength) {
    List<Parameter> parameters =
        List.of(
            new Parameter("conv.weight", Shape.of(2), weights, true),
            new Parameter("bn.weight", Shape.of(10), scales, false),
            new Parameter("bn.bias", Shape.of(10), shifts, false));
    return new Slimming(List.of("bn"), parameters, strength, Schedule.constant(1), 10);
  }
}
