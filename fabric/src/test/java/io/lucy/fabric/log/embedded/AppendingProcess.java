package io.lucy.fabric.log.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Appends and consumes until it is killed; says what was acknowledged, and what it handled.
 *
 * <pre>
 * arguments: folder, a prefix of all keys, size of the values, number of records for each thread
 * output:    open | kept KEY | handled KEY | refused KEY MESSAGE
 * </pre>
 */
final class AppendingProcess {
  static final Topic TOPIC = new Topic("crash.events", Duration.ofDays(7), false, 1 << 20);
  static final String GROUP = "group";

  private static final int THREADS = 8;

  private AppendingProcess() {}

  public static void main(String[] arguments) throws Exception {
    String prefix = arguments[1];
    int valueBytes = Integer.parseInt(arguments[2]);
    int records = Integer.parseInt(arguments[3]);
    EmbeddedEventLog log =
        new EmbeddedEventLog(
            Path.of(arguments[0]), new EmbeddedEventLog.Options(1 << 16, 0, Duration.ofMillis(20)));
    say("open");
    log.consume(TOPIC, GROUP, Consumption.DEFAULT, record -> say("handled " + record.key()));
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      String name = prefix + "-" + i;
      threads[i] = new Thread(() -> append(log, name, valueBytes, records));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    log.close();
  }

  private static void append(EmbeddedEventLog log, String name, int valueBytes, int records) {
    for (int i = 0; i < records; i++) {
      String key = name + "-" + i;
      byte[] value = key.repeat(valueBytes / key.length() + 1).getBytes(UTF_8);
      try {
        log.append(TOPIC, new LogRecord(key, value, Map.of())).join();
        say("kept " + key);
      } catch (CompletionException e) {
        if (e.getCause() instanceof UnavailableException) {
          say("refused " + key + " " + e.getCause().getMessage());
        }
      }
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
  }
}
