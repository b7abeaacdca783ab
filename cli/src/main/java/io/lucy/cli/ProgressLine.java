package io.lucy.cli;

import io.lucy.engine.progress.Progress;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What is known about a stage of work, in one line of text. */
final class ProgressLine {
  private static final double NANOS = 1e9;
  private static final double FIRST_GUESS_SECONDS = 1;

  private ProgressLine() {}

  /**
   * For example {@code localise resnet20 12/40 loss 0.4123 position 3:2 8 s left}.
   *
   * @param step the newest; null before the first
   * @param stageNanos time since the stage began, from which the time left is guessed
   */
  static String of(Progress.Stage stage, Progress.@Nullable Step step, long stageNanos) {
    StringJoiner line = new StringJoiner("  ").add(stage.name());
    if (step == null) {
      return line.toString();
    }
    line.add(stage.isBounded() ? step.done() + "/" + stage.steps() : Long.toString(step.done()));
    if (step.hasLoss()) {
      line.add(String.format(Locale.ROOT, "loss %.4f", step.loss()));
    }
    if (!step.detail().isEmpty()) {
      line.add(step.detail());
    }
    double seconds = stageNanos / NANOS;
    if (stage.isBounded() && step.done() > 0 && seconds >= FIRST_GUESS_SECONDS) {
      long stepsLeft = Math.max(0, stage.steps() - step.done());
      line.add(Figures.duration(Math.round(seconds / step.done() * stepsLeft)) + " left");
    }
    return line.toString();
  }
}
