package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void saysBytesInTheUnitThatFits() {
    assertThat(Figures.bytes(0)).isEqualTo("0 B");
    assertThat(Figures.bytes(999)).isEqualTo("999 B");
    assertThat(Figures.bytes(1000)).isEqualTo("1.0 kB");
    assertThat(Figures.bytes(999_949)).isEqualTo("999.9 kB");
    assertThat(Figures.bytes(999_950)).isEqualTo("1.0 MB");
    assertThat(Figures.bytes(45_000_000_000L)).isEqualTo("45.0 GB");
  }

  @Test
  void saysDurationsInTwoUnits() {
    assertThat(Figures.duration(0)).isEqualTo("0 s");
    assertThat(Figures.duration(59)).isEqualTo("59 s");
    assertThat(Figures.duration(125)).isEqualTo("2 min 5 s");
    assertThat(Figures.duration(3_840)).isEqualTo("1 h 4 min");
  }

  @Test
  void saysSharesInPercentAndWhatIsNotKnown() {
    assertThat(Figures.percent(0.934)).isEqualTo("93.4 %");
    assertThat(Figures.percent(null)).isEqualTo("-");
    assertThat(Figures.percent(Double.NaN)).isEqualTo("-");
  }
}
