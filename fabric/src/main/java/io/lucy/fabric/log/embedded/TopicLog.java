package io.lucy.fabric.log.embedded;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.log.dispatch.LogThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The records of one topic on the disk. One thread appends: whatever was asked for while it waited
 * for the disk is made durable by its next wait, all at once.
 */
final class TopicLog implements AutoCloseable {
  private static final int QUEUED_BYTES = 64 << 20;
  private static final int LARGEST_BATCH = 4096;
  private static final long PATIENCE_SECONDS = 30;

  /** Compaction is not worth the while for less. */
  private static final long LEAST_GARBAGE_BYTES = 1 << 18;

  private final Topic topic;
  private final KeyIndex index = new KeyIndex();
  private final SegmentFolder segments;
  private final SegmentWriter writer;
  private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(QUEUED_BYTES);
  private final Set<TopicCursor> cursors = ConcurrentHashMap.newKeySet();
  private final LogThread appender;
  private volatile boolean closed;

  /** A record that waits to become durable. */
  private static final class Pending {
    /** Nothing comes after it. */
    static final Pending LAST = new Pending("", new byte[0]);

    final String key;
    final byte[] encoded;
    final int permits;
    final CompletableFuture<Void> durable = new CompletableFuture<>();

    Pending(String key, byte[] encoded) {
      this.key = key;
      this.encoded = encoded;
      this.permits = Math.min(encoded.length, QUEUED_BYTES);
    }
  }

  TopicLog(Path folder, Topic topic, int segmentBytes) {
    this.topic = topic;
    try {
      this.segments =
          SegmentFolder.open(
              folder,
              topic.compacted(),
              stored -> index(stored.record().key(), stored.offset(), stored.sizeBytes()));
      this.writer = new SegmentWriter(segments, segmentBytes);
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "cannot open '" + folder + "': " + DiskError.describe(e) + " (check permissions)",
          e);
    }
    this.appender = LogThread.start("lucy-log-" + topic.name(), this::appendAll);
  }

  /** Offset of the record that is appended next. */
  long end() {
    return segments.newest().extent().end();
  }

  CompletableFuture<Void> append(LogRecord record) {
    Pending pending =
        new Pending(record.key(), RecordFormat.encode(record, System.currentTimeMillis()));
    try {
      if (!room.tryAcquire(pending.permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return unavailable("its disk is too slow: nothing was written for 30 seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unavailable("the caller was interrupted");
    }
    synchronized (queue) {
      if (closed) {
        return unavailable("it is closed");
      }
      queue.add(pending);
    }
    return pending.durable;
  }

  private CompletableFuture<Void> unavailable(String why) {
    return CompletableFuture.failedFuture(
        new UnavailableException("topic '" + topic.name() + "' takes no record: " + why));
  }

  private void appendAll() {
    List<Pending> batch = new ArrayList<>();
    boolean last = false;
    while (!last) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread; it ends by the last record.
        continue;
      }
      queue.drainTo(batch, LARGEST_BATCH);
      last = batch.remove(Pending.LAST);
      if (!batch.isEmpty()) {
        append(batch);
      }
      batch.clear();
    }
  }

  private void append(List<Pending> batch) {
    long offset;
    try {
      synchronized (writer) {
        offset =
            writer.append(
                batch.stream().map(pending -> pending.encoded).toList(),
                System.currentTimeMillis());
      }
    } catch (IOException e) {
      fail(batch, e);
      return;
    }
    for (Pending pending : batch) {
      index(pending.key, offset++, pending.encoded.length);
      room.release(pending.permits);
    }
    wake();
    batch.forEach(pending -> pending.durable.complete(null));
  }

  private void fail(List<Pending> batch, IOException failure) {
    UnavailableException reported =
        new UnavailableException(
            "cannot append to '%s': %s (nothing was kept; free some space, or check the disk)"
                .formatted(segments.path(), DiskError.describe(failure)),
            failure);
    for (Pending pending : batch) {
      room.release(pending.permits);
      pending.durable.completeExceptionally(reported);
    }
  }

  private void index(String key, long offset, int sizeBytes) {
    if (topic.compacted()) {
      index.add(key, offset, sizeBytes);
    }
  }

  /** Reads from an offset, or the next one that there is. */
  TopicCursor cursor(long from) {
    TopicCursor cursor = new TopicCursor(segments, from, cursors::remove);
    cursors.add(cursor);
    return cursor;
  }

  /** Waits for a record at or behind an offset, for some time at most. */
  synchronized void await(long offset, long milliseconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    while (!closed && end() <= offset && deadline - System.nanoTime() > 0) {
      wait(milliseconds);
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  /**
   * Frees space.
   *
   * @param consumed offset that all groups have come to; {@link Long#MAX_VALUE} without groups
   * @param keptBytes how much that they have handled is kept before its time
   */
  void tidy(long consumed, long keptBytes) throws IOException {
    long read = cursors.stream().mapToLong(TopicCursor::next).min().orElse(Long.MAX_VALUE);
    if (topic.compacted()) {
      long live = index.liveBytes();
      long garbage = segments.sizeBytes() - live;
      if (garbage >= LEAST_GARBAGE_BYTES && garbage > live) {
        synchronized (writer) {
          writer.roll();
        }
        new Compaction(segments, index, Math.min(consumed, read)).run();
      }
    } else {
      deleteHandled(consumed, read, keptBytes);
    }
  }

  private void deleteHandled(long consumed, long read, long keptBytes) throws IOException {
    long oldest = System.currentTimeMillis() - topic.retention().toMillis();
    boolean hasGroups = consumed != Long.MAX_VALUE;
    long handledBytes = 0;
    int handled = 0;
    List<Segment> sealed = segments.sealed();
    for (Segment segment : sealed) {
      if (segment.extent().end() <= Math.min(consumed, read)) {
        handledBytes += segment.extent().sizeBytes();
        handled++;
      }
    }
    for (Segment segment : sealed.subList(0, handled)) {
      boolean tooMuch = hasGroups && handledBytes > keptBytes;
      if (!tooMuch && segment.extent().newestMillis() >= oldest) {
        return;
      }
      handledBytes -= segment.extent().sizeBytes();
      segments.deleteOldest();
    }
  }

  /** Makes durable what was accepted. */
  @Override
  public void close() {
    synchronized (queue) {
      if (closed) {
        return;
      }
      closed = true;
      queue.add(Pending.LAST);
    }
    wake();
    appender.awaitEnd();
    try {
      writer.close();
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "cannot close '" + segments.path() + "': " + DiskError.describe(e),
          e);
    }
  }
}
