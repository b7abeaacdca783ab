package io.lucy.cli;

import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command that does something; the base of all of them.
 *
 * <p>A command throws a {@link io.lucy.engine.LucyException} for what its user can meet, shows its
 * result once, and passes {@link #progress()} and {@link #cancellation()} on to what takes long.
 */
abstract class LucyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  private @Nullable ProgressDisplay display;

  /** Does the work and returns an {@link ExitStatus}. */
  abstract int execute();

  @Override
  public final Integer call() {
    try {
      return execute();
    } finally {
      endProgress();
    }
  }

  final Shell shell() {
    return lucy().shell();
  }

  /** Asked for by Ctrl-C. */
  final Cancellation cancellation() {
    return lucy().cancellation();
  }

  /** Shows on stderr how far the work is; ends with the command, or when it shows its result. */
  final ProgressListener progress() {
    if (display == null) {
      display = ProgressDisplay.of(shell());
    }
    return display;
  }

  /**
   * Shows the result on stdout: as JSON if the user asked for that, otherwise as text.
   *
   * @param json a record, or a list of them
   * @param text prints the same for people
   */
  final void show(Object json, Consumer<PrintStream> text) {
    endProgress();
    if (lucy().json()) {
      Json.print(json, shell().out());
    } else {
      text.accept(shell().out());
    }
  }

  /** Prints for people what is known before the result; with {@code --json}, nothing. */
  final void tell(Consumer<PrintStream> text) {
    if (!lucy().json()) {
      if (display != null) {
        display.clear();
      }
      text.accept(shell().out());
      shell().out().flush();
    }
  }

  /** Says something on stderr that does not stop the work. */
  final void warn(String message) {
    if (display != null) {
      display.clear();
    }
    shell().err().println("warning: " + message);
  }

  /** Says on stderr what was assumed. */
  final void note(String message) {
    if (display != null) {
      display.clear();
    }
    shell().err().println("note: " + message);
  }

  private void endProgress() {
    if (display != null) {
      display.close();
    }
  }

  private Lucy lucy() {
    return (Lucy) spec.root().userObject();
  }
}
