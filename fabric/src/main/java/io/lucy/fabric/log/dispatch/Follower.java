package io.lucy.fabric.log.dispatch;

import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.EventLog.Tailing;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Place;
import io.lucy.fabric.log.PoisonedRecordException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Shows the records of a topic to a process, each until it was taken. Used by one thread. */
public final class Follower {
  private static final Logger LOGGER = System.getLogger(Follower.class.getName());

  private final String topic;
  private final Tailing tailing;
  private final BooleanSupplier closing;
  private final RetryPolicy policy = new RetryPolicy(Consumption.DEFAULT);
  private boolean caughtUp;

  /**
   * @param closing whether a failure comes from being interrupted, because nobody follows any more
   */
  public Follower(String topic, Tailing tailing, BooleanSupplier closing) {
    this.topic = topic;
    this.tailing = tailing;
    this.closing = closing;
  }

  /**
   * Returns when the record was taken, or passed over because it is poisoned.
   *
   * @throws InterruptedException if it was not taken because of closing
   */
  public void show(Place place, LogRecord record) throws InterruptedException {
    for (int failures = 0; ; failures++) {
      try {
        tailing.handle(record);
        return;
      } catch (Throwable failure) {
        if (closing.getAsBoolean()) {
          throw new InterruptedException();
        }
        String described =
            "record '" + record.key() + "' at " + place + " of topic '" + topic + "'";
        if (RetryPolicy.unwrapped(failure) instanceof PoisonedRecordException) {
          LOGGER.log(Level.WARNING, described + " is passed over", failure);
          return;
        }
        Duration pause = policy.pause(failures);
        LOGGER.log(
            pause.equals(RetryPolicy.LONGEST_PAUSE) ? Level.WARNING : Level.DEBUG,
            described + " is shown again in " + pause,
            failure);
        Thread.sleep(pause.toMillis());
      }
    }
  }

  /** All records that were there at the beginning were shown. Does nothing after the first time. */
  public void caughtUp() {
    if (caughtUp) {
      return;
    }
    caughtUp = true;
    try {
      tailing.caughtUp();
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, "cannot tell that topic '" + topic + "' was read", e);
    }
  }
}
