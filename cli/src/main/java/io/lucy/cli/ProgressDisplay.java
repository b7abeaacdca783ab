package io.lucy.cli;

import io.lucy.engine.progress.Progress;
import io.lucy.engine.progress.ProgressListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows on stderr how far work is.
 *
 * <p>On a terminal it is one line that is redrawn and, at the end, cleared; elsewhere a line for
 * each stage and then one every ten seconds. Work that is over within two seconds shows nothing.
 * Thread-safe: a timer redraws between the steps, which may be long.
 */
final class ProgressDisplay implements ProgressListener, AutoCloseable {
  /** Work shorter than this is not worth a word. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration TICK = Duration.ofMillis(200);
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long STAGE_LINE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintStream err;
  private final int columns;
  private final LongSupplier nanoTime;
  private final long start;

  private Progress.@Nullable Stage stage;
  private Progress.@Nullable Step step;
  private long stageStart;
  private long lastShown;
  private boolean stageShown;
  private boolean drawn;
  private boolean closed;

  private ProgressDisplay(PrintStream err, int columns, LongSupplier nanoTime) {
    this.err = err;
    this.columns = columns;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.lastShown = start - LINE_NANOS;
  }

  /** A display that redraws by itself until it is closed. */
  static ProgressDisplay of(Shell shell) {
    ProgressDisplay display = manual(shell.err(), shell.columns(), System::nanoTime);
    Thread timer = new Thread(display::redrawUntilClosed, "progress");
    timer.setDaemon(true);
    timer.start();
    return display;
  }

  /**
   * A display that draws only when it hears something.
   *
   * @param columns 0 for a stream that is no terminal
   */
  static ProgressDisplay manual(PrintStream err, int columns, LongSupplier nanoTime) {
    return new ProgressDisplay(err, columns, nanoTime);
  }

  @Override
  public synchronized void hear(Progress progress) {
    long now = nanoTime.getAsLong();
    if (progress instanceof Progress.Stage begun) {
      stage = begun;
      step = null;
      stageStart = now;
      stageShown = false;
    } else if (progress instanceof Progress.Step done) {
      step = done;
    }
    redraw(now);
  }

  /** Takes the line away, so that something else can be said; it comes back with the next step. */
  synchronized void clear() {
    if (drawn) {
      err.print(CLEAR_LINE);
      err.flush();
      drawn = false;
    }
  }

  /** Leaves the terminal as it was. */
  @Override
  public synchronized void close() {
    closed = true;
    clear();
    notifyAll();
  }

  private synchronized void redrawUntilClosed() {
    try {
      while (!closed) {
        redraw(nanoTime.getAsLong());
        wait(TICK.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void redraw(long now) {
    if (closed || stage == null) {
      return;
    }
    if (now - start >= PATIENCE.toNanos() && now - lastShown >= pause()) {
      show(ProgressLine.of(stage, step, now - stageStart));
      lastShown = now;
      stageShown = true;
    }
  }

  private long pause() {
    if (columns > 0) {
      return REDRAW_NANOS;
    }
    return stageShown ? LINE_NANOS : STAGE_LINE_NANOS;
  }

  private void show(String line) {
    if (columns > 0) {
      // One column stays free: a full line would make some terminals scroll.
      int length = Math.min(line.length(), columns - 1);
      err.print(CLEAR_LINE + line.substring(0, length));
      drawn = true;
    } else {
      err.println(line);
    }
    err.flush();
  }
}
