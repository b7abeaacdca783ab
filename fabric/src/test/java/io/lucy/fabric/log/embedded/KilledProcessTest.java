package io.lucy.fabric.log.embedded;

import static io.lucy.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.fabric.log.Consumption;
import io.lucy.testing.JavaProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a log when its process dies at any moment, or its disk takes no more. */
@Timeout(180)
class KilledProcessTest {
  private static final String UNBOUNDED = "1000000";

  @TempDir Path folder;

  @Test
  void everyAcknowledgedRecordIsThereOnceAndReachesItsGroup() throws Exception {
    Set<String> kept = new HashSet<>();
    Set<String> handled = ConcurrentHashMap.newKeySet();
    for (int round = 0; round < 5; round++) {
      try (JavaProcess process =
          JavaProcess.start(
              AppendingProcess.class, folder.toString(), "r" + round, "300", UNBOUNDED)) {
        for (int line = 0; line < 400 + 37 * round; line++) {
          remember(process.line(), kept, handled);
        }
        process.kill();
        process.lines().forEach(line -> remember(line, kept, handled));
      }
    }
    assertThat(kept).hasSizeGreaterThan(500);
    try (EmbeddedEventLog log = new EmbeddedEventLog(folder)) {
      List<String> left = new ArrayList<>();
      log.read(AppendingProcess.TOPIC, record -> left.add(record.key()));
      assertThat(left).doesNotHaveDuplicates();
      Set<String> gone = new HashSet<>(kept);
      gone.removeAll(left);
      assertThat(handled).as("only what was handled may be deleted").containsAll(gone);
      log.consume(
          AppendingProcess.TOPIC,
          AppendingProcess.GROUP,
          Consumption.DEFAULT,
          record -> handled.add(record.key()));
      eventually(() -> assertThat(handled).containsAll(kept));
    }
  }

  private static void remember(String line, Set<String> kept, Set<String> handled) {
    String[] words = line.split(" ", 2);
    if (words[0].equals("kept")) {
      kept.add(words[1]);
    } else if (words[0].equals("handled")) {
      handled.add(words[1]);
    }
  }

  @Test
  void anotherProcessIsToldWhoHasTheFolder() throws Exception {
    try (JavaProcess process =
        JavaProcess.start(AppendingProcess.class, folder.toString(), "r", "1", UNBOUNDED)) {
      assertThat(process.line()).isEqualTo("open");
      assertThatThrownBy(() -> new EmbeddedEventLog(folder))
          .isInstanceOf(LucyException.class)
          .hasMessageContaining("in use by process " + process.pid())
          .hasMessageContaining("stop that, or give this one a folder of its own");
      process.kill();
    }
    new EmbeddedEventLog(folder).close();
  }

  @Test
  void aDiskThatTakesNoMoreRefusesAppendsAndLosesNothing() throws Exception {
    Set<String> kept = new HashSet<>();
    List<String> refused = new ArrayList<>();
    // A segment outgrows what a file may have after some records of this size, and is rolled back.
    try (JavaProcess process =
        JavaProcess.startWithFileLimit(
            64, AppendingProcess.class, folder.toString(), "r", "20000", "5")) {
      process
          .lines()
          .forEach(
              line -> {
                remember(line, kept, new HashSet<>());
                if (line.startsWith("refused")) {
                  refused.add(line);
                }
              });
    }
    assertThat(kept).isNotEmpty();
    assertThat(refused).isNotEmpty();
    assertThat(refused.get(0)).contains("nothing was kept; free some space");
    try (EmbeddedEventLog log = new EmbeddedEventLog(folder)) {
      List<String> left = new ArrayList<>();
      log.read(AppendingProcess.TOPIC, record -> left.add(record.key()));
      assertThat(left).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(kept);
    }
  }
}
