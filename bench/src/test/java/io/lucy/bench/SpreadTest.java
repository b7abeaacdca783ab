package io.lucy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void isTheMeanAndTheSampleDeviation() {
    Spread spread = Spread.of(1, 2, 3, 4);
    assertThat(spread.mean()).isEqualTo(2.5);
    assertThat(spread.std()).isCloseTo(Math.sqrt(5.0 / 3), within(1e-12));
  }

  @Test
  void doesNotDeviateInASingleRun() {
    assertThat(Spread.of(0.7)).isEqualTo(new Spread(0.7, 0));
  }
}
