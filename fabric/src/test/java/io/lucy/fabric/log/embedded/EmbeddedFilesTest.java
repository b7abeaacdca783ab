package io.lucy.fabric.log.embedded;

import static io.lucy.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files. */
@Timeout(120)
class EmbeddedFilesTest {
  private static final Topic EVENTS = new Topic("events", Duration.ofDays(7), false, 1 << 20);
  private static final Topic SHORT_LIVED = new Topic("short", Duration.ZERO, false, 1 << 20);
  private static final Topic CLONES = new Topic("clones", Duration.ofDays(7), true, 1 << 20);

  /** A file for every append, and tidying only when asked for. */
  private static final EmbeddedEventLog.Options TINY =
      new EmbeddedEventLog.Options(1, 0, Duration.ofDays(1));

  @TempDir Path folder;

  private EmbeddedEventLog open() {
    return new EmbeddedEventLog(folder, TINY);
  }

  private static void append(EmbeddedEventLog log, Topic topic, String key, String value) {
    log.append(topic, new LogRecord(key, value.getBytes(UTF_8), Map.of())).join();
  }

  private static List<String> values(EmbeddedEventLog log, Topic topic) {
    List<String> values = new ArrayList<>();
    log.read(topic, record -> values.add(new String(record.value(), UTF_8)));
    return values;
  }

  private List<Path> segments(Topic topic) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(topic.name()))) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  private long sizeBytes(Topic topic) throws IOException {
    long size = 0;
    for (Path file : segments(topic)) {
      size += Files.size(file);
    }
    return size;
  }

  private static void handleAll(EmbeddedEventLog log, Topic topic, String group) {
    log.consume(topic, group, Consumption.DEFAULT, record -> {});
    eventually(
        () ->
            assertThat(log.lag())
                .contains(new io.lucy.fabric.log.EventLog.Lag(topic.name(), group, 0)));
  }

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

  @Test
  void compactsToTheNewestRecordOfEveryKey() throws Exception {
    String filler = "x".repeat(2000);
    try (EmbeddedEventLog log =
        new EmbeddedEventLog(
            folder, new EmbeddedEventLog.Options(1 << 14, 0, Duration.ofDays(1)))) {
      for (int version = 0; version < 50; version++) {
        for (int key = 0; key < 10; key++) {
          append(log, CLONES, "key" + key, version + filler);
        }
      }
      assertThat(sizeBytes(CLONES)).isGreaterThan(1_000_000);
      log.tidy();
      assertThat(sizeBytes(CLONES)).isLessThan(25_000);
      assertThat(values(log, CLONES)).containsOnly(49 + filler).hasSize(10);
      append(log, CLONES, "key3", "newest");
    }
    try (EmbeddedEventLog log = open()) {
      assertThat(values(log, CLONES)).hasSize(11).endsWith("newest");
    }
  }

  @Test
  void forgetsKeysWithTombstonesOnceNobodyHasYetToHearOfThem() throws Exception {
    try (EmbeddedEventLog log = open()) {
      append(log, CLONES, "gone", "value");
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
      log.tail(
          CLONES,
          record -> {
            begun.countDown();
            goOn.await();
            seen.add(record.key() + (record.isTombstone() ? " forgotten" : ""));
          });
      begun.await();
      log.append(CLONES, new LogRecord("gone", new byte[0], Map.of())).join();
      fillWithGarbage(log);
      log.tidy();
      goOn.countDown();
      eventually(() -> assertThat(seen).contains("gone forgotten"));
      eventually(() -> assertThat(seen).endsWith("garbage"));
      fillWithGarbage(log);
      log.tidy();
      List<String> keys = new ArrayList<>();
      log.read(CLONES, record -> keys.add(record.key()));
      assertThat(keys).containsOnly("garbage");
    }
  }

  private static void fillWithGarbage(EmbeddedEventLog log) {
    String filler = "x".repeat(100_000);
    IntStream.range(0, 8).forEach(i -> append(log, CLONES, "garbage", i + filler));
  }

  @Test
  void aCrashAfterACompactionLeavesNoOldRecords() throws Exception {
    try (EmbeddedEventLog log = open()) {
      fillWithGarbage(log);
      append(log, CLONES, "key", "value");
    }
    Path copies = Files.createDirectory(folder.resolve("copies"));
    for (Path file : segments(CLONES)) {
      Files.copy(file, copies.resolve(file.getFileName()));
    }
    List<String> compacted;
    try (EmbeddedEventLog log = open()) {
      append(log, CLONES, "garbage", "last");
      log.tidy();
      compacted = values(log, CLONES);
      assertThat(compacted).containsExactly("value", "last");
    }
    List<Path> left = segments(CLONES);
    try (Stream<Path> files = Files.list(copies)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(CLONES.name()).resolve(file.getFileName()));
      }
    }
    Files.write(
        folder.resolve("clones/00000000000000000000.log.partial"),
        new byte[100],
        StandardOpenOption.CREATE);
    try (EmbeddedEventLog log = open()) {
      assertThat(values(log, CLONES)).isEqualTo(compacted);
      assertThat(segments(CLONES)).isEqualTo(left);
      assertThat(folder.resolve("clones/00000000000000000000.log.partial")).doesNotExist();
    }
  }

  @Test
  void readersGoOnThroughACompaction() throws Exception {
    try (EmbeddedEventLog log = open()) {
      for (int i = 0; i < 30; i++) {
        append(log, CLONES, "key" + i, "value" + i);
      }
      fillWithGarbage(log);
      List<String> seen = new ArrayList<>();
      log.read(
          CLONES,
          record -> {
            if (seen.size() == 10) {
              log.tidy();
            }
            seen.add(record.key());
          });
      assertThat(seen)
          .containsSubsequence(
              IntStream.range(0, 30).mapToObj(i -> "key" + i).toArray(String[]::new))
          .endsWith("garbage");
    }
  }
}
