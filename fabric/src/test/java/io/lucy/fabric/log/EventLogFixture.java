package io.lucy.fabric.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What tests of event logs share: a log, some topics, and words for what they do with them. */
@Timeout(180)
public abstract class EventLogFixture {
  protected static final Topic TOPIC =
      new Topic("contract.events", Duration.ofDays(7), false, 16 << 20);
  protected static final Topic SMALL =
      new Topic("contract.small", Duration.ofDays(7), false, 1 << 10);
  protected static final Topic COMPACTED =
      new Topic("contract.clones", Duration.ofDays(7), true, 1 << 20);
  protected static final Consumption QUICK = new Consumption(4, 3, Duration.ofMillis(5));

  private final List<CompletableFuture<Void>> sent = new ArrayList<>();
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
    sent.forEach(CompletableFuture::join);
    opened.forEach(EventLog::close);
  }

  protected EventLog open() {
    EventLog another = openLog();
    opened.add(another);
    return another;
  }

  protected void reopen() {
    log.close();
    log = open();
  }

  protected static LogRecord record(String key, String value) {
    return new LogRecord(key, value.getBytes(UTF_8), Map.of());
  }

  /** Appends without waiting. */
  protected void send(Topic topic, String key, String value) {
    sent.add(log.append(topic, record(key, value)));
  }

  protected void append(Topic topic, String key, String... values) {
    List<CompletableFuture<Void>> kept = new ArrayList<>();
    for (String value : values) {
      kept.add(log.append(topic, record(key, value)));
    }
    kept.forEach(CompletableFuture::join);
  }

  protected List<DeadLetter> deadLetters() {
    List<DeadLetter> letters = new ArrayList<>();
    log.read(Topic.DEAD_LETTERS, record -> letters.add(DeadLetter.of(record)));
    return letters;
  }

  protected List<String> read(Topic topic) {
    List<String> values = new ArrayList<>();
    log.read(topic, record -> values.add(new String(record.value(), UTF_8)));
    return values;
  }

  protected static String[] numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
  }
}
