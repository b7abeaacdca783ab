package io.lucy.engine.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FilterTuningTest {
  private static final FilterMask MASK = FilterMask.of(true, false, true);
  private static final ModulePath MODULE = ExamplePaths.small().modules().get(0);

  @Test
  void equalsATuningOfTheSameNumbers() {
    assertThat(tuning(2, 3)).isEqualTo(tuning(2, 3)).hasSameHashCodeAs(tuning(2, 3));
    assertThat(tuning(2, 3)).isNotEqualTo(tuning(2, 4)).isNotEqualTo(tuning(1, 3));
    assertThat(new FilterTuning(new float[0], new float[0])).isEqualTo(FilterTuning.NONE);
  }

  @Test
  void aModuleForgetsTheGainsOfRemovedFilters() {
    FilterTuning tuning = new FilterTuning(new float[] {2, 3, 4}, new float[] {5, 6, 7});
    assertThat(tuned(tuning))
        .isEqualTo(new FilterTuning(new float[] {2, 1, 4}, new float[] {5, 6, 7}));
    assertThat(tuning.gains()).as("what was passed in").containsExactly(2, 3, 4);
  }

  @Test
  void aModuleHasNoTuningWhereItWouldHaveNoEffect() {
    float[] gains = {1, 3, 1};
    assertThat(tuned(new FilterTuning(gains, new float[] {0, -0.0f, 0})))
        .isEqualTo(FilterTuning.NONE);
    assertThat(tuned(new FilterTuning(gains, new float[] {0, 6, 0})).isNone()).isFalse();
  }

  @Test
  void aModuleThatLosesItsAdapterLosesItsTuning() {
    assertThat(MODULE.tuning().isNone()).isFalse();
    assertThat(MODULE.withAdapter(MODULE.adapter())).isEqualTo(MODULE);
    assertThat(MODULE.withAdapter(Adapter.MISSING).tuning()).isEqualTo(FilterTuning.NONE);
    assertThatThrownBy(() -> MODULE.with(MASK, tuning(2, 3), Adapter.MISSING))
        .hasMessageContaining("tuning of a module without adapter");
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    assertThatThrownBy(() -> new FilterTuning(new float[2], new float[3]))
        .hasMessage("shifts of a tuning: 3 (expected: as many as gains, 2)");
    assertThatThrownBy(() -> new FilterTuning(new float[0], new float[3]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tuning(Float.NaN, 0)).hasMessageContaining("gains[0]: NaN");
    assertThatThrownBy(() -> tuning(1, Float.NEGATIVE_INFINITY)).hasMessageContaining("shifts[0]");
    assertThatThrownBy(() -> MODULE.with(FilterMask.all(4), tuning(2, 3), MODULE.adapter()))
        .hasMessage("gains of a tuning: 3 (expected: none, or one per filter of the mask, 4)");
  }

  private static FilterTuning tuned(FilterTuning tuning) {
    return MODULE.with(MASK, tuning, MODULE.adapter()).tuning();
  }

  private static FilterTuning tuning(float gain, float shift) {
    return new FilterTuning(new float[] {gain, 1, 1}, new float[] {shift, 0, 0});
  }
}
