package io.lucy.fabric.log;

import io.lucy.fabric.log.embedded.EmbeddedEventLog;
import io.lucy.fabric.log.kafka.KafkaEventLog;
import io.lucy.fabric.log.kafka.KafkaOptions;
import io.lucy.testing.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * Measures how many records of 200 bytes a log appends durably and hands out in a second, and how
 * long one append takes alone. Prints a line for each round; the first ones warm up.
 *
 * <pre>
 * arguments: embedded | kafka
 * </pre>
 */
final class LogSpeed {
  private static final Topic TOPIC = new Topic("speed", Duration.ofDays(7), false, 1 << 20);
  private static final int ROUNDS = 6;
  private static final int RECORDS = 100_000;
  private static final int APPENDS_AT_A_TIME = 2_000;
  private static final int KEYS = 1_000;
  private static final int VALUE_BYTES = 200;
  private static final int SINGLE_APPENDS = 300;

  private LogSpeed() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("."), "log-speed-");
    if (arguments[0].equals("embedded")) {
      try (EventLog log = new EmbeddedEventLog(folder)) {
        measure(log);
      }
    } else {
      try (KafkaBroker broker = KafkaBroker.start(folder);
          EventLog log = new KafkaEventLog(KafkaOptions.of(broker.bootstrap()))) {
        measure(log);
      }
    }
  }

  private static void measure(EventLog log) throws Exception {
    Semaphore handled = new Semaphore(0);
    log.consume(TOPIC, "group", Consumption.DEFAULT, record -> handled.release());
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      appendMany(log);
      long appended = System.nanoTime();
      handled.acquire(RECORDS);
      long end = System.nanoTime();
      System.out.printf(
          "%,d appends/s, %,d appended and handled/s, single appends: %s%n",
          perSecond(appended - begin), perSecond(end - begin), singleAppends(log));
      handled.acquire(SINGLE_APPENDS);
    }
  }

  private static void appendMany(EventLog log) throws InterruptedException {
    Semaphore room = new Semaphore(APPENDS_AT_A_TIME);
    CountDownLatch kept = new CountDownLatch(RECORDS);
    for (int i = 0; i < RECORDS; i++) {
      room.acquire();
      CompletableFuture<Void> unused =
          log.append(TOPIC, record(i))
              .thenRun(
                  () -> {
                    room.release();
                    kept.countDown();
                  });
    }
    kept.await();
  }

  private static String singleAppends(EventLog log) {
    long[] micros = new long[SINGLE_APPENDS];
    for (int i = 0; i < SINGLE_APPENDS; i++) {
      long begin = System.nanoTime();
      log.append(TOPIC, record(i)).join();
      micros[i] = (System.nanoTime() - begin) / 1000;
    }
    Arrays.sort(micros);
    return "median %.1f ms, p99 %.1f ms"
        .formatted(micros[SINGLE_APPENDS / 2] / 1e3, micros[SINGLE_APPENDS * 99 / 100] / 1e3);
  }

  private static LogRecord record(int number) {
    return new LogRecord("key" + number % KEYS, new byte[VALUE_BYTES], Map.of());
  }

  private static long perSecond(long nanoseconds) {
    return Math.round(RECORDS / (nanoseconds / 1e9));
  }
}
