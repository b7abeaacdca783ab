package io.lucy.fabric.log.kafka;

import static io.lucy.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.EventLog.Lag;
import io.lucy.fabric.log.EventLog.Subscription;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import io.lucy.testing.JavaProcess;
import io.lucy.testing.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How processes share a topic's records in Kafka. */
@Timeout(180)
class KafkaGroupIT {
  private static final Topic TOPIC = ConsumingProcess.TOPIC;
  private static final String GROUP = ConsumingProcess.GROUP;
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(3);

  private final String prefix = "test-" + UUID.randomUUID() + ".";
  private final KafkaEventLog log = open();

  private KafkaEventLog open() {
    return new KafkaEventLog(
        KafkaOptions.of(KafkaBroker.shared().bootstrap())
            .withPrefix(prefix)
            .withPartitions(4, 0)
            .withTimeouts(Duration.ofSeconds(3), POLL_INTERVAL));
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void append(String... keys) {
    for (String key : keys) {
      log.append(TOPIC, new LogRecord(key, key.getBytes(UTF_8), Map.of())).join();
    }
  }

  @Test
  void aHandlerMayTakeLongerThanThePollIntervalWhileOthersGoOn() throws Exception {
    append("long", "a");
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    Set<String> others = ConcurrentHashMap.newKeySet();
    log.consume(
        TOPIC,
        GROUP,
        Consumption.DEFAULT,
        record -> {
          if (record.key().equals("long")) {
            begun.incrementAndGet();
            end.await();
          } else {
            others.add(record.key());
          }
        });
    eventually(() -> assertThat(begun).hasValue(1));
    // Time itself is what is tested here.
    assertThat(end.await(3 * POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    append("b", "c", "d");
    eventually(() -> assertThat(others).containsExactlyInAnyOrder("a", "b", "c", "d"));
    assertThat(begun).as("how often the long record was handed out").hasValue(1);
    end.countDown();
    eventually(() -> assertThat(log.lag()).containsExactly(new Lag(TOPIC.name(), GROUP, 0)));
    assertThat(begun).hasValue(1);
  }

  @Test
  void anotherProcessTakesOverFromOneThatWasKilled() throws Exception {
    try (JavaProcess process =
        JavaProcess.start(ConsumingProcess.class, KafkaBroker.shared().bootstrap(), prefix)) {
      append("stuck-1", "stuck-2");
      assertThat(List.of(process.line(), process.line()))
          .containsExactlyInAnyOrder("stuck-1", "stuck-2");
      Set<String> handled = ConcurrentHashMap.newKeySet();
      process.kill();
      log.consume(TOPIC, GROUP, Consumption.DEFAULT, record -> handled.add(record.key()));
      append("next");
      eventually(() -> assertThat(handled).containsExactlyInAnyOrder("stuck-1", "stuck-2", "next"));
    }
  }

  @Test
  void noRecordIsAtWorkTwiceWhenAnotherMemberJoins() throws Exception {
    for (int i = 0; i < 16; i++) {
      append("key" + i);
    }
    Map<String, AtomicInteger> atWork = new ConcurrentHashMap<>();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger interrupted = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    Set<String> finishedByOther = ConcurrentHashMap.newKeySet();
    log.consume(
        TOPIC,
        GROUP,
        Consumption.DEFAULT,
        record -> {
          AtomicInteger count = atWork.computeIfAbsent(record.key(), key -> new AtomicInteger());
          most.accumulateAndGet(count.incrementAndGet(), Math::max);
          try {
            release.await();
          } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
          } finally {
            count.decrementAndGet();
          }
        });
    eventually(() -> assertThat(atWork).hasSize(16));
    try (KafkaEventLog other = open()) {
      other.consume(
          TOPIC,
          GROUP,
          Consumption.DEFAULT,
          record -> {
            AtomicInteger count = atWork.computeIfAbsent(record.key(), key -> new AtomicInteger());
            most.accumulateAndGet(count.incrementAndGet(), Math::max);
            finishedByOther.add(record.key());
            count.decrementAndGet();
          });
      eventually(() -> assertThat(finishedByOther).isNotEmpty());
      eventually(() -> assertThat(interrupted.get()).isEqualTo(finishedByOther.size()));
      assertThat(most).as("handlers at work on one record").hasValue(1);
      release.countDown();
      eventually(() -> assertThat(log.lag()).containsExactly(new Lag(TOPIC.name(), GROUP, 0)));
    }
  }

  @Test
  void aMemberThatLeavesLosesNoCommit() {
    append("a", "b", "c");
    Set<String> handled = ConcurrentHashMap.newKeySet();
    Subscription subscription =
        log.consume(TOPIC, GROUP, Consumption.DEFAULT, record -> handled.add(record.key()));
    eventually(() -> assertThat(handled).hasSize(3));
    subscription.close();
    assertThat(log.lag()).containsExactly(new Lag(TOPIC.name(), GROUP, 0));
  }
}
