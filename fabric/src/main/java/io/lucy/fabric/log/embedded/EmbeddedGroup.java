package io.lucy.fabric.log.embedded;

import io.lucy.engine.LucyException;
import io.lucy.fabric.log.Place;
import io.lucy.fabric.log.dispatch.Delivery;
import io.lucy.fabric.log.dispatch.KeyedDispatch;
import io.lucy.fabric.log.dispatch.LogThread;
import io.lucy.fabric.log.dispatch.OffsetTracker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads a topic for a group's consumers in this process, and commits what they have handled. */
final class EmbeddedGroup {
  private static final Logger LOGGER = System.getLogger(EmbeddedGroup.class.getName());
  private static final int MOST_UNFINISHED = 4096;
  private static final long MOST_UNFINISHED_BYTES = 64 << 20;
  private static final long LONGEST_WAIT_MILLIS = 1000;
  private static final long AFTER_FAILURE_SECONDS = 30;

  private final TopicLog log;
  private final GroupOffset offset;
  private final KeyedDispatch dispatch;
  private final OffsetTracker tracker;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final LogThread reader;

  EmbeddedGroup(String name, TopicLog log, GroupOffset offset, KeyedDispatch dispatch) {
    this.log = log;
    this.offset = offset;
    this.dispatch = dispatch;
    this.tracker = new OffsetTracker(offset.committed());
    this.reader = LogThread.start("lucy-group-" + name, this::readAll);
  }

  KeyedDispatch dispatch() {
    return dispatch;
  }

  private void readAll() {
    try (TopicCursor cursor = log.cursor(offset.committed())) {
      while (stopped.getCount() > 0) {
        readOn(cursor);
      }
    } catch (InterruptedException e) {
      // Only stop() interrupts, and waits for this thread to end.
      Thread.currentThread().interrupt();
    }
  }

  private void readOn(TopicCursor cursor) throws InterruptedException {
    if (tracker.isFull(MOST_UNFINISHED, MOST_UNFINISHED_BYTES)) {
      tracker.awaitRoom(MOST_UNFINISHED, MOST_UNFINISHED_BYTES, LONGEST_WAIT_MILLIS);
      return;
    }
    Optional<StoredRecord> next;
    try {
      next = cursor.read();
    } catch (LucyException e) {
      LOGGER.log(Level.ERROR, "a group of consumers waits: " + e.getMessage(), e);
      stopped.await(AFTER_FAILURE_SECONDS, TimeUnit.SECONDS);
      return;
    }
    if (next.isEmpty()) {
      log.await(cursor.next(), LONGEST_WAIT_MILLIS);
      return;
    }
    StoredRecord stored = next.get();
    tracker.start(stored.offset(), stored.sizeBytes());
    dispatch.offer(
        new Delivery(
            new Place(0, stored.offset()), stored.record(), () -> finish(stored.offset())));
  }

  private void finish(long handled) {
    tracker.finish(handled);
    try {
      offset.commit(tracker.committable());
    } catch (LucyException e) {
      LOGGER.log(Level.WARNING, "records will be handled again: " + e.getMessage(), e);
    }
  }

  /** Stops reading; nobody handles records any more. */
  void stop() {
    stopped.countDown();
    reader.interrupt();
    reader.awaitEnd();
  }
}
