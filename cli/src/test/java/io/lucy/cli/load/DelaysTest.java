package io.lucy.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DelaysTest {
  @Test
  void ranksTheNearest() {
    List<Long> oneToTwoHundred =
        LongStream.rangeClosed(1, 200).map(millis -> millis * 1_000_000).boxed().toList();

    assertThat(Delays.ofNanos(oneToTwoHundred)).isEqualTo(new Delays(200, 100, 198, 200));
  }

  @Test
  void takesASingleOneForAll() {
    assertThat(Delays.ofNanos(List.of(2_500_000L))).isEqualTo(new Delays(1, 2.5, 2.5, 2.5));
  }
}
