package io.lucy.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void constantStaysTheSame() {
    assertThat(Schedule.constant(0.3f).at(7, 10)).isEqualTo(0.3f);
  }

  @Test
  void cosineFallsFromTheRateThroughItsHalfToNearlyZero() {
    Schedule cosine = Schedule.cosine(2);
    assertThat(cosine.at(0, 1000)).isEqualTo(2);
    assertThat(cosine.at(500, 1000)).isCloseTo(1, within(1e-6f));
    assertThat(cosine.at(999, 1000)).isBetween(0f, 1e-4f);
  }

  @Test
  void oneCycleRisesInAStraightLineAndThenFalls() {
    Schedule cycle = Schedule.oneCycle(1, 0.2);
    assertThat(cycle.at(0, 100)).isCloseTo(1f / 21, within(1e-6f));
    assertThat(cycle.at(9, 100)).isCloseTo(10f / 21, within(1e-6f));
    assertThat(cycle.at(20, 100)).isEqualTo(1);
    assertThat(cycle.at(60, 100)).isCloseTo(0.5f, within(1e-6f));
    assertThat(cycle.at(99, 100)).isBetween(0f, 1e-3f);
  }

  @Test
  void oneCycleWithoutWarmUpIsACosine() {
    assertThat(Schedule.oneCycle(1, 0).at(3, 10)).isEqualTo(Schedule.cosine(1).at(3, 10));
  }
}
