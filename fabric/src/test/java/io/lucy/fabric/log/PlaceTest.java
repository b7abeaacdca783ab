package io.lucy.fabric.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
  @Test
  void readsWhatItWrites() {
    Place place = new Place(11, 1234567890123L);
    assertThat(Place.parse(place.toString())).isEqualTo(place);
  }

  @Test
  void isOrderedByPartitionThenOffset() {
    assertThat(new Place(0, 9)).isLessThan(new Place(0, 10)).isLessThan(new Place(1, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1-", "-1-2", "1-2-3", "a-b", "1-99999999999999999999", " 1-2"})
  void refusesWhatIsNoPlace(String written) {
    assertThatThrownBy(() -> Place.parse(written))
        .isInstanceOf(LucyException.class)
        .hasMessageContaining("expected: partition-offset");
  }
}
