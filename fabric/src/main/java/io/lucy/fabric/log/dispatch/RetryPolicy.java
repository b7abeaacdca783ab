package io.lucy.fabric.log.dispatch;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.PoisonedRecordException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What becomes of a record whose handler threw.
 *
 * <ul>
 *   <li>{@link UnavailableException}: again, for ever;
 *   <li>{@link PoisonedRecordException}: a dead letter at once;
 *   <li>anything else: again, until {@link Consumption#attempts} have failed, then a dead letter.
 * </ul>
 *
 * The pause before another attempt doubles with each failure, up to half a minute.
 */
public record RetryPolicy(Consumption consumption) {
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 20;
  private static final int LONGEST_REASON = 2000;

  /** What to do next. */
  public sealed interface Verdict {}

  /** Try again. */
  public record Retry(Duration pause) implements Verdict {}

  /** Make it a dead letter. */
  public record GiveUp(String reason) implements Verdict {}

  /** What to do after a failure; counts it. */
  Verdict judge(Delivery delivery, Throwable failure) {
    Throwable cause = unwrapped(failure);
    int failuresBefore = delivery.countFailure();
    if (cause instanceof UnavailableException) {
      return new Retry(pause(failuresBefore));
    }
    delivery.countAttempt();
    if (cause instanceof PoisonedRecordException || delivery.attempts() >= consumption.attempts()) {
      return new GiveUp(describe(cause));
    }
    return new Retry(pause(failuresBefore));
  }

  /**
   * The pause before another attempt.
   *
   * @param failuresBefore how many failures there were before the one that it follows
   */
  public Duration pause(int failuresBefore) {
    Duration pause =
        consumption.firstPause().multipliedBy(1L << Math.min(failuresBefore, MOST_DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** What a future's failure is a failure of. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String describe(Throwable cause) {
    String message = cause.getMessage();
    String reason = cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
  }
}
