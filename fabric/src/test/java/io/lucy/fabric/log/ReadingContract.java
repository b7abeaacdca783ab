package io.lucy.fabric.log;

import static io.lucy.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.fabric.log.EventLog.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How processes read topics, without a group. */
public abstract class ReadingContract extends EventLogFixture {
  @Test
  void aTailSeesWhatWasThereThenCatchesUpThenSeesWhatIsNew() {
    append(TOPIC, "a", numbers(20));
    append(TOPIC, "b", numbers(20));
    Collector collector = new Collector();
    log.tail(TOPIC, collector);
    eventually(() -> assertThat(collector.timesCaughtUp()).isEqualTo(1));
    assertThat(collector.recordsWhenCaughtUp()).isEqualTo(40);
    append(TOPIC, "a", "new");
    eventually(() -> assertThat(collector.values("a")).endsWith("19", "new"));
    assertThat(collector.values("b")).containsExactly(numbers(20));
    assertThat(collector.timesCaughtUp()).isEqualTo(1);
  }

  @Test
  void aTailOfAnEmptyTopicCatchesUpAtOnce() {
    Collector collector = new Collector();
    log.tail(TOPIC, collector);
    eventually(() -> assertThat(collector.timesCaughtUp()).isEqualTo(1));
    assertThat(collector.records()).isEmpty();
  }

  @Test
  void everyTailBeginsAtTheOldestAndCommitsNothing() {
    append(TOPIC, "key", "a", "b");
    Collector first = new Collector();
    log.tail(TOPIC, first);
    eventually(() -> assertThat(first.values()).containsExactly("a", "b"));
    reopen();
    Collector second = new Collector();
    log.tail(TOPIC, second);
    eventually(() -> assertThat(second.values()).containsExactly("a", "b"));
    assertThat(log.lag()).isEmpty();
  }

  @Test
  void aTailRepeatsWhatFailedAndPassesOverWhatIsPoisoned() {
    append(TOPIC, "key", "fails", "poisoned", "good");
    AtomicInteger failures = new AtomicInteger();
    Collector collector = new Collector();
    log.tail(
        TOPIC,
        record -> {
          String value = new String(record.value(), UTF_8);
          if (value.equals("poisoned")) {
            throw new PoisonedRecordException("cannot be read");
          }
          if (value.equals("fails") && failures.incrementAndGet() <= 2) {
            throw new IllegalStateException("not yet");
          }
          collector.handle(record);
        });
    eventually(() -> assertThat(collector.values()).containsExactly("fails", "good"));
  }

  @Test
  void aClosedTailHandlesNothingMore() {
    Collector collector = new Collector();
    Subscription subscription = log.tail(TOPIC, collector);
    append(TOPIC, "key", "a");
    eventually(() -> assertThat(collector.values()).containsExactly("a"));
    subscription.close();
    subscription.close();
    append(TOPIC, "key", "b");
    Collector other = new Collector();
    log.tail(TOPIC, other);
    eventually(() -> assertThat(other.values()).containsExactly("a", "b"));
    assertThat(collector.values()).containsExactly("a");
  }

  @Test
  void readsFromTheOldestToTheNewest() {
    assertThat(read(TOPIC)).isEmpty();
    append(TOPIC, "key", numbers(100));
    assertThat(read(TOPIC)).containsExactly(numbers(100));
    reopen();
    assertThat(read(TOPIC)).containsExactly(numbers(100));
  }

  @Test
  void readsOnFromAPlaceUntilTheReaderHasEnough() {
    for (int i = 0; i < 30; i++) {
      append(TOPIC, "key" + i, Integer.toString(i));
    }
    List<Place> places = new ArrayList<>();
    List<String> values = new ArrayList<>();
    log.read(
        TOPIC,
        Place.OLDEST,
        (place, record) -> {
          places.add(place);
          values.add(new String(record.value(), UTF_8));
          return places.size() < 12;
        });
    assertThat(places).hasSize(12).isSorted();
    List<String> rest = new ArrayList<>();
    log.read(
        TOPIC,
        places.remove(11),
        (place, record) -> {
          places.add(place);
          rest.add(new String(record.value(), UTF_8));
          return true;
        });
    assertThat(rest.get(0)).isEqualTo(values.remove(11));
    values.addAll(rest);
    assertThat(values).containsExactlyInAnyOrder(numbers(30));
    assertThat(places).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aCompactedTopicKeepsTheNewestRecordOfEveryKey() {
    String filler = "x".repeat(2000);
    for (int version = 0; version < 60; version++) {
      for (int key = 0; key < 10; key++) {
        send(COMPACTED, "key" + key, version + filler);
      }
    }
    log.append(COMPACTED, new LogRecord("key3", new byte[0], Map.of())).join();
    append(COMPACTED, "key4", "newest");
    reopen();
    Map<String, String> newest = new ConcurrentHashMap<>();
    log.read(COMPACTED, record -> newest.put(record.key(), new String(record.value(), UTF_8)));
    assertThat(newest.getOrDefault("key3", "")).isEmpty();
    assertThat(newest.get("key4")).isEqualTo("newest");
    for (int key : new int[] {0, 1, 2, 5, 6, 7, 8, 9}) {
      assertThat(newest.get("key" + key)).isEqualTo(59 + filler);
    }
  }

  @Test
  void takesTheLargestRecordThatATopicAllowsAndNoLargerOne() {
    log.append(SMALL, new LogRecord("key", new byte[1 << 10], Map.of())).join();
    assertThatThrownBy(
            () -> log.append(SMALL, new LogRecord("key", new byte[(1 << 10) + 1], Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1025 bytes (at most: 1024)");
    assertThat(read(SMALL)).hasSize(1);
  }
}
