package io.lucy.fabric.log.dispatch;

import io.lucy.fabric.log.DeadLetter;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Place;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to a handler. Its counters are touched only by the one thread that handles
 * it.
 */
public final class Delivery {
  private final Place place;
  private final LogRecord record;
  private final Runnable handled;
  private int attempts;
  private int failures;
  private @Nullable DeadLetter letter;

  /**
   * @param handled called once, when the record's effect is durable or it lies among the dead
   *     letters
   */
  public Delivery(Place place, LogRecord record, Runnable handled) {
    this.place = place;
    this.record = record;
    this.handled = handled;
  }

  public Place place() {
    return place;
  }

  public LogRecord record() {
    return record;
  }

  void markHandled() {
    handled.run();
  }

  /** Attempts that count: those that failed because something else was unavailable do not. */
  int attempts() {
    return attempts;
  }

  void countAttempt() {
    attempts++;
  }

  /** Counts a failure of any kind. How many there were before. */
  int countFailure() {
    return failures++;
  }

  /** What has yet to be put among the dead letters. */
  @Nullable DeadLetter letter() {
    return letter;
  }

  void giveUp(DeadLetter given) {
    letter = given;
  }
}
