package io.lucy.fabric.log.kafka;

import static io.lucy.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.EventLog.Lag;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import io.lucy.testing.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens while the only broker is gone. */
@Timeout(240)
class KafkaOutageIT {
  private static final Topic TOPIC = new Topic("outage", Duration.ofDays(7), false, 1 << 20);
  private static final Topic OTHER = new Topic("other", Duration.ofDays(7), false, 1 << 20);

  @TempDir Path folder;
  private KafkaBroker broker;
  private KafkaEventLog log;

  @BeforeEach
  void start() {
    broker = KafkaBroker.start(folder);
    log = new KafkaEventLog(KafkaOptions.of(broker.bootstrap()).withPartitions(4, 0));
  }

  @AfterEach
  void stop() {
    log.close();
    broker.close();
  }

  private static LogRecord record(int number) {
    return new LogRecord("key" + number % 10, Integer.toString(number).getBytes(UTF_8), Map.of());
  }

  private static String[] numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toArray(String[]::new);
  }

  @Test
  void appendsWaitAndConsumersGoOnWhenTheBrokerWasKilled() {
    List<String> handled = new CopyOnWriteArrayList<>();
    List<String> seen = new CopyOnWriteArrayList<>();
    log.consume(
        TOPIC,
        "group",
        Consumption.DEFAULT,
        record -> handled.add(new String(record.value(), UTF_8)));
    log.tail(TOPIC, record -> seen.add(new String(record.value(), UTF_8)));
    for (int i = 0; i < 100; i++) {
      log.append(TOPIC, record(i)).join();
    }
    eventually(() -> assertThat(handled).hasSize(100));
    broker.kill();
    List<CompletableFuture<Void>> kept = new ArrayList<>();
    for (int i = 100; i < 600; i++) {
      kept.add(log.append(TOPIC, record(i)));
    }
    assertThat(kept).noneMatch(CompletableFuture::isDone);
    broker.restart();
    kept.forEach(CompletableFuture::join);
    eventually(() -> assertThat(handled).contains(numbers(0, 600)));
    eventually(() -> assertThat(seen).contains(numbers(0, 600)));
    assertThat(seen).as("a tail is shown nothing twice").hasSize(600);
    for (int key = 0; key < 10; key++) {
      int remainder = key;
      assertThat(handled.stream().map(Integer::valueOf).filter(i -> i % 10 == remainder).distinct())
          .as("first handling of key%d", key)
          .isSorted();
    }
    eventually(() -> assertThat(log.lag()).containsExactly(new Lag("outage", "group", 0)));
  }

  @Test
  void whatCannotWaitIsToldThatTheBrokerIsUnavailable() {
    log.append(TOPIC, record(0)).join();
    broker.kill();
    assertThatThrownBy(log::lag)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(broker.bootstrap());
    assertThatThrownBy(() -> log.read(TOPIC, record -> {}))
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> log.append(OTHER, record(1)).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(UnavailableException.class);
    broker.restart();
    log.append(OTHER, record(1)).join();
    List<String> values = new ArrayList<>();
    log.read(TOPIC, record -> values.add(new String(record.value(), UTF_8)));
    assertThat(values).containsExactly("0");
  }

  @Test
  void appendsFailInTheEnd() {
    KafkaOptions impatient =
        KafkaOptions.of(broker.bootstrap())
            .withPartitions(4, 0)
            .withClient(Map.of("delivery.timeout.ms", "3000", "request.timeout.ms", "1000"));
    try (KafkaEventLog other = new KafkaEventLog(impatient)) {
      other.append(TOPIC, record(0)).join();
      broker.kill();
      assertThatThrownBy(() -> other.append(TOPIC, record(1)).join())
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("cannot append to topic 'outage'")
          .hasMessageContaining("check the brokers");
    }
  }

  @Test
  void aLogMayBeOpenedBeforeItsBroker() {
    broker.kill();
    List<String> handled = new CopyOnWriteArrayList<>();
    try (KafkaEventLog early =
        new KafkaEventLog(KafkaOptions.of(broker.bootstrap()).withPrefix("early."))) {
      early.consume(
          TOPIC,
          "group",
          Consumption.DEFAULT,
          record -> handled.add(new String(record.value(), UTF_8)));
      broker.restart();
      early.append(TOPIC, record(7)).join();
      eventually(() -> assertThat(handled).containsExactly("7"));
    }
  }
}
