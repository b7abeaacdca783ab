package io.lucy.fabric.log.embedded;

import static io.lucy.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.log.Consumption;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What becomes of the files of a log. */
class EmbeddedFilesTest extends FilesFixture {
  @Test
  void cutsOffAtWhateverByteTheLastAppendStopped() throws Exception {
    EmbeddedEventLog.Options oneFile = EmbeddedEventLog.Options.DEFAULT;
    List<Long> ends = new ArrayList<>();
    try (EmbeddedEventLog log = new EmbeddedEventLog(folder, oneFile)) {
      for (String value : List.of("first", "second", "third")) {
        append(log, EVENTS, "key", value);
        ends.add(sizeBytes(EVENTS));
      }
    }
    Path file = segments(EVENTS).get(0);
    byte[] whole = Files.readAllBytes(file);
    for (int length = Segment.HEADER_BYTES; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      try (EmbeddedEventLog log = new EmbeddedEventLog(folder, oneFile)) {
        List<String> left = values(log, EVENTS);
        int reached = length;
        int wholeRecords = (int) ends.stream().filter(end -> end <= reached).count();
        assertThat(left)
            .as("records in the first %d bytes", length)
            .isEqualTo(List.of("first", "second", "third").subList(0, wholeRecords));
        append(log, EVENTS, "d", "next");
        left.add("next");
        assertThat(values(log, EVENTS)).isEqualTo(left);
      }
    }
  }

  @Test
  void cutsOffALastRecordThatWasNotWrittenWhole() throws Exception {
    EmbeddedEventLog.Options oneFile = EmbeddedEventLog.Options.DEFAULT;
    try (EmbeddedEventLog log = new EmbeddedEventLog(folder, oneFile)) {
      append(log, EVENTS, "key", "first");
      append(log, EVENTS, "key", "second");
    }
    try (RandomAccessFile access = new RandomAccessFile(segments(EVENTS).get(0).toFile(), "rw")) {
      access.seek(access.length() - 3);
      access.write(new byte[3]);
    }
    try (EmbeddedEventLog log = new EmbeddedEventLog(folder, oneFile)) {
      append(log, EVENTS, "key", "third");
      assertThat(values(log, EVENTS)).containsExactly("first", "third");
    }
  }

  @Test
  void saysWhichFileIsDamagedAndWhere() throws Exception {
    try (EmbeddedEventLog log = open()) {
      append(log, EVENTS, "a", "first");
      append(log, EVENTS, "b", "second");
      append(log, EVENTS, "c", "third");
    }
    Path file = segments(EVENTS).get(1);
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek(access.length() - 1);
      access.write('!');
    }
    try (EmbeddedEventLog log = open()) {
      assertThatThrownBy(() -> values(log, EVENTS))
          .isInstanceOf(LucyException.class)
          .hasMessageContaining(file.getFileName() + "' is damaged at byte 32")
          .extracting(e -> ((LucyException) e).reason())
          .isEqualTo(Reason.STORAGE_FAILED);
    }
  }

  @Test
  void tellsANewerVersionFromDamage() throws Exception {
    try (EmbeddedEventLog log = open()) {
      append(log, EVENTS, "a", "first");
    }
    try (RandomAccessFile access = new RandomAccessFile(segments(EVENTS).get(0).toFile(), "rw")) {
      access.seek(8);
      access.writeInt(2);
    }
    try (EmbeddedEventLog log = open()) {
      assertThatThrownBy(() -> values(log, EVENTS))
          .isInstanceOf(LucyException.class)
          .hasMessageContaining("has version 2 (expected: 1): it was written by a newer Lucy");
    }
  }

  @Test
  void refusesAFolderThatThisProcessHasOpen() {
    try (EmbeddedEventLog log = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(LucyException.class)
          .hasMessageContaining("in use by this process");
      append(log, EVENTS, "a", "first");
    }
    open().close();
  }

  @Test
  void aGroupWhoseOffsetIsDamagedBeginsAtTheOldestRecord() throws Exception {
    try (EmbeddedEventLog log = open()) {
      append(log, EVENTS, "a", "first");
      handleAll(log, EVENTS, "group");
    }
    Files.write(folder.resolve("events/group.offset"), new byte[] {1, 2, 3});
    try (EmbeddedEventLog log = open()) {
      List<String> again = new ArrayList<>();
      CountDownLatch handled = new CountDownLatch(1);
      log.consume(
          EVENTS,
          "group",
          Consumption.DEFAULT,
          record -> {
            again.add(record.key());
            handled.countDown();
          });
      handled.await();
      assertThat(again).containsExactly("a");
    }
  }

  @Test
  void aGroupNeverComesFartherThanItsTopic() throws Exception {
    try (EmbeddedEventLog log = open()) {
      for (int i = 0; i < 5; i++) {
        append(log, EVENTS, "a", "old");
      }
      handleAll(log, EVENTS, "group");
    }
    for (Path file : segments(EVENTS)) {
      Files.delete(file);
    }
    try (EmbeddedEventLog log = open()) {
      append(log, EVENTS, "a", "new");
    }
    try (EmbeddedEventLog log = open()) {
      append(log, EVENTS, "a", "newer");
      List<String> values = new java.util.concurrent.CopyOnWriteArrayList<>();
      log.consume(
          EVENTS,
          "group",
          Consumption.DEFAULT,
          record -> values.add(new String(record.value(), UTF_8)));
      eventually(() -> assertThat(values).endsWith("newer"));
    }
  }

  @Test
  void deletesWhatEveryGroupHasHandledAndNothingElse() throws Exception {
    try (EmbeddedEventLog log = open()) {
      log.consume(EVENTS, "slow", Consumption.DEFAULT, record -> new CountDownLatch(1).await())
          .close();
      for (int i = 0; i < 20; i++) {
        append(log, EVENTS, "key" + i, "value");
      }
      handleAll(log, EVENTS, "quick");
      log.tidy();
      assertThat(segments(EVENTS)).hasSize(20);
      handleAll(log, EVENTS, "slow");
      log.tidy();
      assertThat(segments(EVENTS)).as("the newest is kept").hasSize(1);
    }
    try (EmbeddedEventLog log = open()) {
      append(log, EVENTS, "key", "next");
      handleAll(log, EVENTS, "slow");
      assertThat(values(log, EVENTS)).containsExactly("value", "next");
    }
  }

  @Test
  void keepsSomeOfWhatWasHandledIfAskedTo() throws Exception {
    EmbeddedEventLog.Options keeping = new EmbeddedEventLog.Options(1, 1000, Duration.ofDays(1));
    try (EmbeddedEventLog log = new EmbeddedEventLog(folder, keeping)) {
      for (int i = 0; i < 50; i++) {
        append(log, EVENTS, "key", "x".repeat(50));
      }
      handleAll(log, EVENTS, "group");
      log.tidy();
      assertThat(sizeBytes(EVENTS)).isBetween(800L, 1300L);
    }
  }

  @Test
  void keepsWhatNoGroupConsumesForItsRetention() throws Exception {
    try (EmbeddedEventLog log = open()) {
      for (int i = 0; i < 5; i++) {
        append(log, EVENTS, "key", "value");
        append(log, SHORT_LIVED, "key", "value");
      }
      eventually(
          () -> {
            log.tidy();
            assertThat(segments(SHORT_LIVED)).hasSize(1);
          });
      assertThat(values(log, EVENTS)).hasSize(5);
    }
  }
}
