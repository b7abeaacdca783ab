package io.lucy.fabric.log;

import static io.lucy.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.fabric.log.EventLog.Lag;
import io.lucy.fabric.log.EventLog.Subscription;
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
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every event log does: the order, the sharing, and the committing of records, and what its
 * parents say.
 */
public abstract class EventLogContract extends RetryContract {
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
      send(TOPIC, "key" + i % 7, Integer.toString(i));
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
      send(TOPIC, "key" + i % 3, "value");
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
          LockSupport.parkNanos(1000);
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
      send(TOPIC, "key" + i, "value");
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
          LockSupport.parkNanos(1000);
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
  void refusesToBeUsedAfterItWasClosed() {
    log.close();
    log.close();
    assertThatThrownBy(() -> log.tail(TOPIC, record -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
