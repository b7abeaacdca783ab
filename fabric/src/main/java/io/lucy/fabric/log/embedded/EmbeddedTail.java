package io.lucy.fabric.log.embedded;

import io.lucy.engine.LucyException;
import io.lucy.fabric.log.EventLog.Subscription;
import io.lucy.fabric.log.EventLog.Tailing;
import io.lucy.fabric.log.Place;
import io.lucy.fabric.log.dispatch.Follower;
import io.lucy.fabric.log.dispatch.LogThread;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Shows a topic to this process. */
final class EmbeddedTail implements Subscription {
  private static final Logger LOGGER = System.getLogger(EmbeddedTail.class.getName());
  private static final long LONGEST_WAIT_MILLIS = 1000;
  private static final long AFTER_FAILURE_MILLIS = 30_000;

  private final TopicLog log;
  private final Follower follower;
  private final long endAtFirst;
  private final LogThread thread;
  private volatile boolean closing;

  EmbeddedTail(String topic, TopicLog log, Tailing tailing) {
    this.log = log;
    this.follower = new Follower(topic, tailing, () -> closing);
    this.endAtFirst = log.end();
    this.thread = LogThread.start("lucy-tail-" + topic, this::follow);
  }

  private void follow() {
    try (TopicCursor cursor = log.cursor(0)) {
      while (!closing) {
        showNext(cursor);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts, and waits for this thread to end.
      Thread.currentThread().interrupt();
    }
  }

  private void showNext(TopicCursor cursor) throws InterruptedException {
    Optional<StoredRecord> next;
    try {
      next = cursor.read();
    } catch (LucyException e) {
      LOGGER.log(Level.ERROR, "a reader waits: " + e.getMessage(), e);
      Thread.sleep(AFTER_FAILURE_MILLIS);
      return;
    }
    if (next.isPresent()) {
      follower.show(new Place(0, next.get().offset()), next.get().record());
    }
    if (next.isEmpty() || cursor.next() >= endAtFirst) {
      follower.caughtUp();
    }
    if (next.isEmpty()) {
      log.await(cursor.next(), LONGEST_WAIT_MILLIS);
    }
  }

  @Override
  public void close() {
    if (thread.isCurrent()) {
      throw new IllegalStateException("a tail closes itself");
    }
    closing = true;
    thread.interrupt();
    thread.awaitEnd();
  }
}
