package io.lucy.fabric.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EmbeddedStateStoreTest extends WatchedStateStoreContract {
  @Override
  protected StateStore open() {
    return new EmbeddedStateStore();
  }

  @Test
  void givesTheMemoryOfForgottenValuesBack() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    try (EmbeddedStateStore timed = new EmbeddedStateStore(nanos::get)) {
      for (int i = 0; i < 100; i++) {
        timed.put("key" + i, bytes("1"), Duration.ofSeconds(10));
      }
      nanos.addAndGet(Duration.ofSeconds(40).toNanos());
      timed.put("new", bytes("1"), Duration.ofSeconds(10));

      assertThat(timed.held()).isEqualTo(1);
      assertThat(timed.get("new")).isPresent();
      assertThat(timed.get("key0")).isEmpty();
    }
  }
}
