package io.lucy.fabric.log;

import static io.lucy.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.fabric.log.EventLog.Lag;
import io.lucy.fabric.log.EventLog.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every event log does. */
@Timeout(180)
public abstract class EventLogContract {
  protected static final Topic TOPIC =
      new Topic("contract.events", Duration.ofDays(7), false, 16 << 20);
  protected static final Topic SMALL =
      new Topic("contract.small", Duration.ofDays(7), false, 1 << 10);
  protected static final Topic COMPACTED =
      new Topic("contract.clones", Duration.ofDays(7), true, 1 << 20);
  protected static final Consumption QUICK = new Consumption(4, 3, Duration.ofMillis(5));

  private final List<EventLog> opened = new ArrayList<>();
  protected EventLog log;

  /** Opens the log that this test has; once more if it was closed before. */
  protected abstract EventLog openLog();

  /** Whether two logs can be open at the same time. */
  protected abstract boolean isShared();

  @BeforeEach
  void openFirst() {
    log = open();
  }

  @AfterEach
  void closeAll() {
    opened.forEach(EventLog::close);
  }

  protected EventLog open() {
    EventLog another = openLog();
    opened.add(another);
    return another;
  }

  private void reopen() {
    log.close();
    log = open();
  }

  protected static LogRecord record(String key, String value) {
    return new LogRecord(key, value.getBytes(UTF_8), Map.of());
  }

  protected void append(Topic topic, String key, String... values) {
    List<CompletableFuture<Void>> kept = new ArrayList<>();
    for (String value : values) {
      kept.add(log.append(topic, record(key, value)));
    }
    kept.forEach(CompletableFuture::join);
  }

  private List<DeadLetter> deadLetters() {
    List<DeadLetter> letters = new ArrayList<>();
    log.read(Topic.DEAD_LETTERS, record -> letters.add(DeadLetter.of(record)));
    return letters;
  }

  private List<String> read(Topic topic) {
    List<String> values = new ArrayList<>();
    log.read(topic, record -> values.add(new String(record.value(), UTF_8)));
    return values;
  }

  private static String[] numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
  }

  @Test
  void handsOutKeyValueAndHeadersAsTheyWereAppended() {
    LogRecord sent =
        new LogRecord("clé", new byte[] {0, -1, 7}, Map.of("ce_id", "7", "ce_subject", "ä"));
    log.append(TOPIC, sent).join();
    Collector collector = new Collector();
    log.consume(TOPIC, "group", QUICK, collector);
    eventually(() -> assertThat(collector.records()).hasSize(1));
    LogRecord got = collector.records().get(0);
    assertThat(got.key()).isEqualTo("clé");
    assertThat(got.value()).containsExactly(0, -1, 7);
    assertThat(got.headers()).isEqualTo(sent.headers());
  }

  @Test
  void keepsTheOrderOfEachKey() {
    for (int i = 0; i < 300; i++) {
      log.append(TOPIC, record("key" + i % 7, Integer.toString(i)));
    }
    Collector collector = new Collector();
    log.consume(TOPIC, "group", QUICK, collector);
    eventually(() -> assertThat(collector.records()).hasSize(300));
    for (int k = 0; k < 7; k++) {
      int remainder = k;
      assertThat(collector.values("key" + k))
          .containsExactly(
              IntStream.range(0, 300)
                  .filter(i -> i % 7 == remainder)
                  .mapToObj(Integer::toString)
                  .toArray(String[]::new));
    }
  }

  @Test
  void neverHandlesTwoRecordsOfOneKeyAtTheSameTime() {
    for (int i = 0; i < 200; i++) {
      log.append(TOPIC, record("key" + i % 3, "value"));
    }
    Map<String, AtomicInteger> atWork = new ConcurrentHashMap<>();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger handled = new AtomicInteger();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          AtomicInteger count = atWork.computeIfAbsent(record.key(), key -> new AtomicInteger());
          most.accumulateAndGet(count.incrementAndGet(), Math::max);
          Thread.yield();
          count.decrementAndGet();
          handled.incrementAndGet();
        });
    eventually(() -> assertThat(handled).hasValue(200));
    assertThat(most).hasValue(1);
  }

  @Test
  void handlesDifferentKeysAtTheSameTime() {
    CyclicBarrier together = new CyclicBarrier(4);
    for (int i = 0; i < 4; i++) {
      append(TOPIC, "key" + i, "value");
    }
    AtomicInteger handled = new AtomicInteger();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          together.await(30, TimeUnit.SECONDS);
          handled.incrementAndGet();
        });
    eventually(() -> assertThat(handled).hasValue(4));
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void handlesNoMoreAtATimeThanTheConsumptionAllows() {
    for (int i = 0; i < 60; i++) {
      log.append(TOPIC, record("key" + i, "value"));
    }
    AtomicInteger atWork = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger handled = new AtomicInteger();
    log.consume(
        TOPIC,
        "group",
        QUICK.withConcurrency(2),
        record -> {
          most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
          Thread.yield();
          atWork.decrementAndGet();
          handled.incrementAndGet();
        });
    eventually(() -> assertThat(handled).hasValue(60));
    assertThat(most.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void everyGroupSeesEveryRecordFromTheOldest() {
    append(TOPIC, "key", "a", "b");
    Collector first = new Collector();
    Collector second = new Collector();
    log.consume(TOPIC, "first", QUICK, first);
    eventually(() -> assertThat(first.values()).containsExactly("a", "b"));
    log.consume(TOPIC, "second", QUICK, second);
    append(TOPIC, "key", "c");
    eventually(() -> assertThat(first.values()).containsExactly("a", "b", "c"));
    eventually(() -> assertThat(second.values()).containsExactly("a", "b", "c"));
  }

  @Test
  void handsOutAgainWhatWasNotFinishedWhenItsConsumerClosed() throws Exception {
    append(TOPIC, "key", "a", "b");
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    Subscription subscription =
        log.consume(
            TOPIC,
            "group",
            QUICK,
            record -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
              }
            });
    begun.await();
    subscription.close();
    assertThat(interrupted).as("close() waits for the handler to end").isTrue();
    Collector collector = new Collector();
    log.consume(TOPIC, "group", QUICK, collector);
    eventually(() -> assertThat(collector.values()).containsExactly("a", "b"));
    assertThat(deadLetters()).as("a closing consumer gives nothing up").isEmpty();
  }

  @Test
  void doesNotHandOutAgainWhatWasHandledBeforeAReopening() {
    append(TOPIC, "key", "a", "b");
    Collector before = new Collector();
    log.consume(TOPIC, "group", QUICK, before);
    eventually(() -> assertThat(before.values()).containsExactly("a", "b"));
    reopen();
    append(TOPIC, "key", "c");
    Collector after = new Collector();
    log.consume(TOPIC, "group", QUICK, after);
    eventually(() -> assertThat(after.values()).containsExactly("c"));
  }

  @Test
  void goesOnAfterASlowRecordWithoutLosingIt() throws Exception {
    append(TOPIC, "slow", "slow");
    append(TOPIC, "key", numbers(50));
    CountDownLatch others = new CountDownLatch(50);
    Subscription subscription =
        log.consume(
            TOPIC,
            "group",
            QUICK,
            record -> {
              if (record.key().equals("slow")) {
                new CountDownLatch(1).await();
              }
              others.countDown();
            });
    assertThat(others.await(60, TimeUnit.SECONDS)).isTrue();
    subscription.close();
    Collector collector = new Collector();
    log.consume(TOPIC, "group", QUICK, collector);
    eventually(() -> assertThat(collector.values("slow")).containsExactly("slow"));
  }

  @Test
  void makesADeadLetterWhenAllAttemptsFailed() {
    append(TOPIC, "bad", "bad");
    append(TOPIC, "good", "good");
    AtomicInteger attempts = new AtomicInteger();
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          if (record.key().equals("bad")) {
            attempts.incrementAndGet();
            throw new IllegalStateException("no such luck");
          }
          collector.handle(record);
        });
    eventually(() -> assertThat(deadLetters()).hasSize(1));
    DeadLetter letter = deadLetters().get(0);
    assertThat(attempts).hasValue(3);
    assertThat(letter.attempts()).isEqualTo(3);
    assertThat(letter.topic()).isEqualTo(TOPIC.name());
    assertThat(letter.group()).isEqualTo("group");
    assertThat(letter.reason()).isEqualTo("IllegalStateException: no such luck");
    assertThat(letter.record().key()).isEqualTo("bad");
    assertThat(letter.record().value()).isEqualTo("bad".getBytes(UTF_8));
    eventually(() -> assertThat(collector.values()).containsExactly("good"));
    eventually(() -> assertThat(log.lag()).contains(new Lag(TOPIC.name(), "group", 0)));
  }

  @Test
  void makesADeadLetterOfAPoisonedRecordAtOnce() {
    append(TOPIC, "key", "poison", "good");
    AtomicInteger attempts = new AtomicInteger();
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          if (new String(record.value(), UTF_8).equals("poison")) {
            attempts.incrementAndGet();
            throw new PoisonedRecordException("cannot be read");
          }
          collector.handle(record);
        });
    eventually(() -> assertThat(collector.values()).containsExactly("good"));
    assertThat(attempts).hasValue(1);
    assertThat(deadLetters())
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.reason()).isEqualTo("PoisonedRecordException: cannot be read"));
  }

  @Test
  void putsDeadLettersBackIntoTheirTopic() {
    append(TOPIC, "key", "bad");
    AtomicBoolean isFixed = new AtomicBoolean();
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          if (!isFixed.get()) {
            throw new PoisonedRecordException("not now");
          }
          collector.handle(record);
        });
    DeadLetters letters = new DeadLetters(log, List.of(TOPIC));
    eventually(() -> assertThat(letters.list(Place.OLDEST, 10).letters()).hasSize(1));
    isFixed.set(true);
    Place place = letters.list(Place.OLDEST, 10).letters().get(0).place();
    letters.replay(List.of(place));
    eventually(() -> assertThat(collector.values()).containsExactly("bad"));
    assertThat(letters.replayAll()).isEqualTo(1);
    eventually(() -> assertThat(collector.values()).containsExactly("bad", "bad"));
    assertThat(letters.list(place, 10).next()).isEmpty();
  }

  @Test
  void survivesHandlersThatThrowErrors() {
    append(TOPIC, "key", "deep", "good");
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          if (new String(record.value(), UTF_8).equals("deep")) {
            throw new StackOverflowError();
          }
          collector.handle(record);
        });
    eventually(() -> assertThat(collector.values()).containsExactly("good"));
    assertThat(deadLetters()).hasSize(1);
  }

  @Test
  void triesForEverWhatFailsBecauseSomethingIsUnavailable() {
    append(TOPIC, "key", "value");
    AtomicInteger attempts = new AtomicInteger();
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          if (attempts.incrementAndGet() <= 6) {
            CompletableFuture.failedFuture(
                    new io.lucy.fabric.UnavailableException("the store is down"))
                .join();
          }
          collector.handle(record);
        });
    eventually(() -> assertThat(collector.values()).containsExactly("value"));
    assertThat(attempts).as("more than the consumption's 3").hasValue(7);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void holdsBackOnlyTheKeyOfARecordThatIsTriedAgain() {
    for (int i = 0; i < 8; i++) {
      append(TOPIC, "down" + i, "first", "second");
    }
    append(TOPIC, "up", "first", "second");
    AtomicBoolean isUp = new AtomicBoolean();
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK.withConcurrency(2),
        record -> {
          if (record.key().startsWith("down") && !isUp.get()) {
            throw new io.lucy.fabric.UnavailableException("down");
          }
          collector.handle(record);
        });
    eventually(() -> assertThat(collector.values("up")).containsExactly("first", "second"));
    assertThat(collector.records()).hasSize(2);
    isUp.set(true);
    eventually(() -> assertThat(collector.records()).hasSize(18));
    for (int i = 0; i < 8; i++) {
      assertThat(collector.values("down" + i)).containsExactly("first", "second");
    }
  }

  @Test
  void twoConsumersOfAGroupShareAndOneTakesOver() {
    EventLog other = isShared() ? open() : log;
    Collector first = new Collector();
    Collector second = new Collector();
    Subscription leaving = log.consume(TOPIC, "group", QUICK, first);
    other.consume(TOPIC, "group", QUICK, second);
    AtomicInteger sent = new AtomicInteger();
    eventually(
        () -> {
          append(TOPIC, "key" + sent.get(), "value" + sent.getAndIncrement());
          assertThat(first.records()).isNotEmpty();
          assertThat(second.records()).isNotEmpty();
        });
    leaving.close();
    int before = first.records().size();
    for (int i = 0; i < 20; i++) {
      append(TOPIC, "later" + i, "later" + i);
    }
    eventually(
        () ->
            assertThat(second.values())
                .contains(
                    IntStream.range(0, 20).mapToObj(i -> "later" + i).toArray(String[]::new)));
    assertThat(first.records()).hasSize(before);
    List<String> all = new ArrayList<>(first.values());
    all.addAll(second.values());
    assertThat(all).doesNotHaveDuplicates();
    assertThat(all).hasSize(sent.get() + 20);
  }

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
        log.append(COMPACTED, record("key" + key, version + filler));
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
  void takesRecordsOfTenMebibytes() {
    byte[] large = new byte[10 << 20];
    new java.util.Random(7).nextBytes(large);
    log.append(TOPIC, new LogRecord("key", large, Map.of())).join();
    append(TOPIC, "key", "small");
    Collector collector = new Collector();
    log.consume(TOPIC, "group", QUICK, collector);
    eventually(() -> assertThat(collector.records()).hasSize(2));
    assertThat(collector.records().get(0).value()).isEqualTo(large);
    assertThat(collector.values().get(1)).isEqualTo("small");
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

  @Test
  void tellsHowFarGroupsAreBehind() throws Exception {
    append(TOPIC, "key", numbers(10));
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger handled = new AtomicInteger();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          if (handled.get() == 4) {
            goOn.await();
          }
          handled.incrementAndGet();
        });
    eventually(() -> assertThat(log.lag()).containsExactly(new Lag(TOPIC.name(), "group", 6)));
    goOn.countDown();
    eventually(() -> assertThat(log.lag()).containsExactly(new Lag(TOPIC.name(), "group", 0)));
  }

  @Test
  void losesAndRepeatsNothingOfTenThousandRecords() {
    List<CompletableFuture<Void>> kept = new ArrayList<>();
    Collector collector = new Collector();
    log.consume(TOPIC, "group", QUICK.withConcurrency(16), collector);
    for (int i = 0; i < 10_000; i++) {
      kept.add(log.append(TOPIC, record("key" + i % 500, Integer.toString(i))));
    }
    kept.forEach(CompletableFuture::join);
    eventually(() -> assertThat(collector.records()).hasSizeGreaterThanOrEqualTo(10_000));
    assertThat(collector.values()).containsExactlyInAnyOrder(numbers(10_000));
  }

  @Test
  void refusesToConsumeDeadLetters() {
    assertThatThrownBy(() -> log.consume(Topic.DEAD_LETTERS, "group", QUICK, record -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("consumes dead letters");
  }

  @Test
  void refusesToBeUsedAfterItWasClosed() {
    log.close();
    log.close();
    assertThatThrownBy(() -> log.tail(TOPIC, record -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
