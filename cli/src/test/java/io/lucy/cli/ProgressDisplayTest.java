package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private long nanos = 1_000_000;

  @Test
  void saysNothingOfShortWork() {
    try (ProgressDisplay display = display(80)) {
      display.stage("localise", 10);
      for (int i = 1; i <= 10; i++) {
        pass(Duration.ofMillis(190));
        display.step(i, 0.5);
      }
    }
    assertThat(text()).isEmpty();
  }

  @Test
  void redrawsOneLineOfATerminalAndClearsIt() {
    try (ProgressDisplay display = display(80)) {
      display.stage("localise", 100);
      pass(Duration.ofSeconds(3));
      display.step(25, 0.5, "position 3:2");
      display.step(26, 0.5, "too soon to draw again");
      pass(Duration.ofSeconds(1));
      display.step(50, 0.25, "position 3:2");
      assertThat(text())
          .isEqualTo(
              "\r\033[Klocalise  25/100  loss 0.5000  position 3:2  9 s left"
                  + "\r\033[Klocalise  50/100  loss 0.2500  position 3:2  4 s left");
    }
    assertThat(text()).endsWith("left\r\033[K").doesNotContain("\n");
  }

  @Test
  void keepsWithinTheTerminal() {
    try (ProgressDisplay display = display(10)) {
      pass(Duration.ofSeconds(3));
      display.stage("a stage with a long name", 0);
      assertThat(text()).isEqualTo("\r\033[Ka stage w");
    }
  }

  @Test
  void writesPlainLinesElsewhereNowAndThen() {
    try (ProgressDisplay display = display(0)) {
      display.stage("localise", 0);
      for (int i = 1; i <= 25; i++) {
        pass(Duration.ofSeconds(1));
        display.step(i);
      }
      display.stage("insert", 2);
    }
    assertThat(text().lines())
        .containsExactly("localise  2", "localise  12", "localise  22", "insert");
  }

  @Test
  void doesNotFloodPlainLinesWithShortStages() {
    try (ProgressDisplay display = display(0)) {
      pass(Duration.ofSeconds(2));
      for (int i = 0; i < 100; i++) {
        display.stage("position " + i, 0);
        pass(Duration.ofMillis(20));
      }
    }
    assertThat(text().lines()).containsExactly("position 0", "position 50");
  }

  @Test
  void comesBackAfterSomethingElseWasSaid() {
    try (ProgressDisplay display = display(80)) {
      display.stage("localise", 0);
      pass(Duration.ofSeconds(3));
      display.step(1);
      display.clear();
      pass(Duration.ofSeconds(1));
      display.step(2);
    }
    assertThat(text())
        .isEqualTo("\r\033[Klocalise  1" + "\r\033[K" + "\r\033[Klocalise  2" + "\r\033[K");
  }

  @Test
  void redrawsByItselfDuringALongStep() throws InterruptedException {
    CountDownLatch drawn = new CountDownLatch(1);
    OutputStream terminal =
        new FilterOutputStream(shown) {
          @Override
          public void flush() throws IOException {
            super.flush();
            drawn.countDown();
          }
        };
    Shell shell =
        new Shell(
            new PrintStream(shown, true, StandardCharsets.UTF_8),
            new PrintStream(terminal, false, StandardCharsets.UTF_8),
            Map.of(),
            Path.of(""),
            80);
    try (ProgressDisplay display = ProgressDisplay.of(shell)) {
      display.stage("read", 0);
      assertThat(drawn.await(10, TimeUnit.SECONDS)).as("it draws by itself").isTrue();
      assertThat(text()).startsWith("\r\033[Kread");
    }
  }

  private ProgressDisplay display(int columns) {
    return ProgressDisplay.manual(
        new PrintStream(shown, true, StandardCharsets.UTF_8), columns, () -> nanos);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private String text() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
