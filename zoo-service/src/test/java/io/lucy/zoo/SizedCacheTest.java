package io.lucy.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SizedCacheTest {
  private final List<String> closed = new ArrayList<>();
  private final SizedCache<String, String> cache =
      new SizedCache<>(10, String::length, closed::add);

  @Test
  void makesAValueOnceHoweverManyAskAtTheSameTime() throws Exception {
    CountDownLatch everyoneAsked = new CountDownLatch(8);
    AtomicInteger made = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    ExecutorService maker = Executors.newSingleThreadExecutor();
    try {
      List<Future<String>> values = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        values.add(
            threads.submit(
                () -> {
                  CompletableFuture<SizedCache<String, String>.Lease> asked =
                      cache.acquire(
                          "a",
                          () -> {
                            awaitAll(everyoneAsked);
                            return "value" + made.incrementAndGet();
                          },
                          maker);
                  everyoneAsked.countDown();
                  try (SizedCache<String, String>.Lease lease = asked.join()) {
                    return lease.value();
                  }
                }));
      }
      for (Future<String> value : values) {
        assertThat(value.get()).isEqualTo("value1");
      }
    } finally {
      threads.shutdownNow();
      maker.shutdownNow();
    }
  }

  @Test
  void givesUpTheLeastRecentlyUsed() {
    take("a", "aaaa");
    take("b", "bbbb");
    take("a", "not made again");
    take("c", "cccc");

    assertThat(closed).containsExactly("bbbb");
    assertThat(cache.heldBytes()).isEqualTo(8);
    assertThat(cache.get("a", () -> "new")).isEqualTo("aaaa");
  }

  @Test
  void closesWhatDoesNotFitOnlyWhenItIsNoLongerInUse() {
    SizedCache<String, String>.Lease lease = lease("large", "larger than ten");
    assertThat(closed).isEmpty();
    take("b", "bbbb");
    assertThat(closed).containsExactly("bbbb");

    lease.close();
    lease.close();

    assertThat(closed).containsExactly("bbbb", "larger than ten");
    assertThat(cache.heldBytes()).isZero();
  }

  @Test
  void makesAnewWhatCouldNotBeMade() {
    assertThatThrownBy(
            () ->
                cache.get(
                    "a",
                    () -> {
                      throw new IllegalStateException("no luck");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no luck");
    assertThat(cache.get("a", () -> "luck")).isEqualTo("luck");
  }

  @Test
  void givesUpAllWhenItIsClosed() {
    take("a", "aaaa");
    SizedCache<String, String>.Lease used = lease("b", "bbbb");

    cache.close();
    assertThat(closed).containsExactly("aaaa");
    used.close();
    assertThat(closed).containsExactly("aaaa", "bbbb");
  }

  private void take(String key, String value) {
    lease(key, value).close();
  }

  private SizedCache<String, String>.Lease lease(String key, String value) {
    return cache.acquire(key, () -> value, Runnable::run).join();
  }

  private static void awaitAll(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
