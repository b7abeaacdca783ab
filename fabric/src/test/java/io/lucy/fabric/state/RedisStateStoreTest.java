package io.lucy.fabric.state;

import static io.lucy.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.fabric.UnavailableException;
import io.lucy.testing.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisStateStoreTest extends WatchedStateStoreContract {
  private static final long BREAK_NANOS = 10_000_000;
  private static final AtomicInteger OPENED = new AtomicInteger();
  private static RedisServer redis;

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
    try (StateStore first = another("first:")) {
      // On a busy machine, a client's first connection may take longer than an answer may.
      eventually(() -> assertThat(first.get("a")).isEmpty());
    }
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  /** Each test gets a prefix of its own, full of what a glob would take for a pattern. */
  @Override
  protected StateStore open() {
    return another("te[s]t*" + OPENED.incrementAndGet() + ":");
  }

  private static StateStore another(String prefix) {
    return new RedisStateStore(redis.address(), prefix);
  }

  private static String currentPrefix() {
    return "te[s]t*" + OPENED.get() + ":";
  }

  @Test
  void isSeenByOtherProcessesWithTheSamePrefixOnly() {
    try (StateStore same = another(currentPrefix());
        StateStore other = another("other:")) {
      List<String> heard = new CopyOnWriteArrayList<>();
      same.watch("a", value -> heard.add(text(value)));
      other.put("a", bytes("other"));
      store.put("a", bytes("1"));
      store.clear();

      eventually(() -> assertThat(heard).containsExactly("1"));
      assertThat(same.get("a")).isEmpty();
      assertThat(other.get("a")).hasValue(bytes("other"));
    }
  }

  @Test
  void goesOnWithARedisThatWasKilledAndIsEmpty() {
    store.put("a", bytes("1"));
    redis.kill();
    assertThatThrownBy(() -> store.get("a"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + redis.port());
    redis.restart();

    assertThat(store.get("a")).isEmpty();
    assertThat(store.putIfAbsent("a", bytes("2"))).isTrue();
    assertThat(store.get("a")).hasValue(bytes("2"));
  }

  @Test
  void waitsForARedisThatIsBackSoon() throws Exception {
    store.put("a", bytes("1"));
    redis.kill();
    assertThatThrownBy(() -> store.get("a")).isInstanceOf(UnavailableException.class);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> put = thread.submit(() -> store.putIfAbsent("a", bytes("2")));
      redis.restart();

      assertThat(put.get(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void saysWithinTwoSecondsThatRedisDoesNotAnswer() {
    store.put("a", bytes("1"));
    redis.halt();
    try {
      assertGivesUpInTime(() -> store.get("a"));
      assertGivesUpInTime(() -> store.put("a", bytes("2")));
      assertGivesUpInTime(() -> store.watch("b", value -> {}));
    } finally {
      redis.resume();
    }
    eventually(() -> assertThat(store.get("a")).isPresent());
  }

  private static void assertGivesUpInTime(Runnable operation) {
    Instant begin = Instant.now();
    assertThatThrownBy(operation::run)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + redis.port());
    assertThat(Duration.between(begin, Instant.now()))
        .isBetween(Duration.ofMillis(1900), Duration.ofMillis(4000));
  }

  @Test
  void canBeMadeBeforeRedisIsThere() {
    redis.kill();
    try (StateStore early = another("early:")) {
      assertThatThrownBy(() -> early.get("a")).isInstanceOf(UnavailableException.class);
      assertThatThrownBy(() -> early.watch("a", value -> {}))
          .isInstanceOf(UnavailableException.class);
      redis.restart();

      early.put("a", bytes("1"));
      assertThat(early.get("a")).hasValue(bytes("1"));
    }
  }

  @Test
  void watchersGoOnHearingAfterRedisWasKilled() {
    List<String> heard = new CopyOnWriteArrayList<>();
    store.watch("a", value -> heard.add(text(value)));
    store.put("a", bytes("1"));
    eventually(() -> assertThat(heard).containsExactly("1"));
    redis.kill();
    redis.restart();
    eventually(
        () -> {
          store.put("a", bytes("2"));
          assertThat(heard).endsWith("2");
        });
  }

  @Test
  void watchersHearOfTheNewestThatWasPutInAGap() {
    List<String> heard = new CopyOnWriteArrayList<>();
    store.watch("a", value -> heard.add(text(value)));
    store.put("a", bytes("1"));
    eventually(() -> assertThat(heard).containsExactly("1"));
    redis.kill();
    redis.restart();
    try (StateStore other = another(currentPrefix())) {
      other.put("a", bytes("2"));
      other.put("a", bytes("3"));
    }

    eventually(() -> assertThat(heard).endsWith("3"));
  }

  @Test
  void watchersEndWithTheNewestHoweverOftenTheConnectionBreaks() throws Exception {
    AtomicInteger newest = new AtomicInteger();
    store.watch("a", value -> newest.set(Integer.parseInt(text(value))));
    whileConnectionsBreak(
        "pubsub",
        () -> {
          for (int i = 1; i <= 3000; i++) {
            store.put("a", bytes(Integer.toString(i)));
          }
        });

    eventually(() -> assertThat(newest).hasValue(3000));
  }

  @Test
  void neverSaysThatAValueIsAnotherWhenItReplacedItItself() throws Exception {
    AtomicInteger wrong = new AtomicInteger();
    whileConnectionsBreak(
        "normal",
        () -> {
          for (int i = 0; i < 500; i++) {
            wrong.addAndGet(isRefused("key" + i) ? 1 : 0);
          }
        });

    assertThat(wrong).hasValue(0);
  }

  /** Nobody else replaces the value, so a no is wrong. */
  private boolean isRefused(String key) {
    try {
      store.put(key, bytes("0"));
      return !store.replace(key, bytes("0"), bytes("1"));
    } catch (UnavailableException e) {
      // Broken on purpose; whether it took effect is not known.
      return false;
    }
  }

  private static void whileConnectionsBreak(String kind, Runnable work) throws Exception {
    AtomicBoolean breaking = new AtomicBoolean(true);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> breaker =
          thread.submit(
              () -> {
                while (breaking.get()) {
                  redis.dropConnections(kind);
                  LockSupport.parkNanos(BREAK_NANOS);
                }
              });
      work.run();
      breaking.set(false);
      breaker.get(10, TimeUnit.SECONDS);
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void manyThreadsShareAConnectionAndItsRoundTrips() throws Exception {
    int threads = 32;
    int each = 500;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    Instant begin = Instant.now();
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        String key = "key" + i;
        running.add(
            pool.submit(
                () -> {
                  for (int j = 0; j < each; j++) {
                    store.put(key, bytes(Integer.toString(j)));
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
    Duration took = Duration.between(begin, Instant.now());

    assertThat(1000L * threads * each / Math.max(took.toMillis(), 1))
        .as("puts a second")
        .isGreaterThan(1000);
  }

  @Test
  void refusesAnAddressThatIsNoneWithoutRepeatingIt() {
    assertThatThrownBy(() -> new RedisStateStore("http://:secret@host", "lucy:"))
        .isInstanceOf(LucyException.class)
        .hasMessageContaining("redis://HOST:PORT")
        .hasMessageNotContaining("secret");
  }
}
