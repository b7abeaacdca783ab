package io.lucy.fabric.log.embedded;

import static io.lucy.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.fabric.log.LogRecord;
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

/** What is left of a compacted topic. */
class CompactionTest extends FilesFixture {
  private static void fillWithGarbage(EmbeddedEventLog log) {
    String filler = "x".repeat(100_000);
    IntStream.range(0, 8).forEach(i -> append(log, CLONES, "garbage", i + filler));
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
