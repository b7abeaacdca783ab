package io.lucy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PathCacheTest {
  private final AtomicLong nanos = new AtomicLong();
  private final PathCache cache = new PathCache(100, nanos::get);

  @Test
  void forgetsWhatWasNotAskedForTheLongestTime() {
    cache.put("a", new byte[40]);
    cache.put("b", new byte[40]);
    cache.get("a");

    cache.put("c", new byte[40]);

    assertThat(cache.get("a")).isPresent();
    assertThat(cache.get("b")).isEmpty();
    assertThat(cache.get("c")).isPresent();
  }

  @Test
  void countsAPathOnceThatIsPutAgain() {
    cache.put("a", new byte[40]);
    cache.put("a", new byte[60]);
    cache.put("b", new byte[40]);

    assertThat(cache.get("a").orElseThrow()).hasSize(60);
    assertThat(cache.get("b")).isPresent();
  }

  @Test
  void keepsNothingThatIsLargerThanTheWhole() {
    cache.put("a", new byte[40]);

    cache.put("b", new byte[101]);

    assertThat(cache.get("a")).isPresent();
    assertThat(cache.get("b")).isEmpty();
  }

  @Test
  void believesNothingForLong() {
    cache.put("a", new byte[1]);

    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    assertThat(cache.get("a")).isPresent();

    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(cache.get("a")).isEmpty();
  }

  @Test
  void forgetsWhatItIsToldTo() {
    cache.put("a", new byte[1]);

    cache.forget("a");
    cache.forget("b");

    assertThat(cache.get("a")).isEmpty();
  }
}
