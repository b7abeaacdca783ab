package io.lucy.fabric.log.embedded;

import static io.lucy.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a log whose files tests look at. */
@Timeout(120)
abstract class FilesFixture {
  static final Topic EVENTS = new Topic("events", Duration.ofDays(7), false, 1 << 20);
  static final Topic SHORT_LIVED = new Topic("short", Duration.ZERO, false, 1 << 20);
  static final Topic CLONES = new Topic("clones", Duration.ofDays(7), true, 1 << 20);

  /** A file for every append, and tidying only when asked for. */
  static final EmbeddedEventLog.Options TINY =
      new EmbeddedEventLog.Options(1, 0, Duration.ofDays(1));

  @TempDir Path folder;

  EmbeddedEventLog open() {
    return new EmbeddedEventLog(folder, TINY);
  }

  static void append(EmbeddedEventLog log, Topic topic, String key, String value) {
    log.append(topic, new LogRecord(key, value.getBytes(UTF_8), Map.of())).join();
  }

  static List<String> values(EmbeddedEventLog log, Topic topic) {
    List<String> values = new ArrayList<>();
    log.read(topic, record -> values.add(new String(record.value(), UTF_8)));
    return values;
  }

  List<Path> segments(Topic topic) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(topic.name()))) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  long sizeBytes(Topic topic) throws IOException {
    long size = 0;
    for (Path file : segments(topic)) {
      size += Files.size(file);
    }
    return size;
  }

  static void handleAll(EmbeddedEventLog log, Topic topic, String group) {
    log.consume(topic, group, Consumption.DEFAULT, record -> {});
    eventually(
        () ->
            assertThat(log.lag())
                .contains(new io.lucy.fabric.log.EventLog.Lag(topic.name(), group, 0)));
  }
}
