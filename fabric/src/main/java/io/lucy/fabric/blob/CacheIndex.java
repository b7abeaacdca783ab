package io.lucy.fabric.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which files a cache has, from the least to the most recently used, and which of them have to go.
 * Thread-safe.
 */
final class CacheIndex {
  private static final float LOAD_FACTOR = 0.75f;

  private final long limitBytes;
  private final long graceNanos;
  private final LongSupplier nanoClock;
  private final Map<Path, Entry> entries = new LinkedHashMap<>(16, LOAD_FACTOR, true);
  private long usedBytes;

  private static final class Entry {
    long sizeBytes;
    boolean pinned;
    @Nullable Long usedNanos;
    @Nullable Object verified;
  }

  /**
   * @param grace how long files stay after they were used, even if there are too many
   */
  CacheIndex(long limitBytes, Duration grace, LongSupplier nanoClock) {
    this.limitBytes = limitBytes;
    this.graceNanos = grace.toNanos();
    this.nanoClock = nanoClock;
  }

  /** Adds a file that nobody uses. */
  synchronized void add(Path file, long sizeBytes) {
    entries.computeIfAbsent(file, path -> new Entry());
    resize(file, sizeBytes);
  }

  /** Adds a file that is being made, with the size that it will have, and makes room for it. */
  synchronized void reserve(Path file, long sizeBytes) throws IOException {
    Entry entry = entries.computeIfAbsent(file, path -> new Entry());
    entry.pinned = true;
    resize(file, sizeBytes);
    makeRoom();
  }

  /** A file that was being made is as large as it is now, or gone. */
  synchronized void release(Path file, long sizeBytes) {
    Entry entry = entries.get(file);
    if (entry != null) {
      entry.pinned = false;
      resize(file, sizeBytes);
      if (sizeBytes < 0) {
        entries.remove(file);
      }
    }
  }

  /** A file that was being made is ready, has another name, and is used now. */
  synchronized void move(Path from, Path to) {
    Entry entry = entries.remove(from);
    if (entry != null) {
      remove(to);
      entry.pinned = false;
      entry.usedNanos = nanoClock.getAsLong();
      entries.put(to, entry);
    }
  }

  /** A file that is used now. Whether it is here. */
  synchronized boolean use(Path file) {
    Entry entry = entries.get(file);
    if (entry != null) {
      entry.usedNanos = nanoClock.getAsLong();
    }
    return entry != null;
  }

  /** Remembers that a file was right when it looked like this. */
  synchronized void setVerified(Path file, Object looks) {
    Entry entry = entries.get(file);
    if (entry != null) {
      entry.verified = looks;
    }
  }

  synchronized boolean isVerified(Path file, Object looks) {
    Entry entry = entries.get(file);
    return entry != null && looks.equals(entry.verified);
  }

  synchronized void remove(Path file) {
    release(file, -1);
  }

  synchronized long usedBytes() {
    return usedBytes;
  }

  /** Deletes the least recently used files until the rest is small enough. */
  synchronized void makeRoom() throws IOException {
    Iterator<Map.Entry<Path, Entry>> oldest = entries.entrySet().iterator();
    while (usedBytes > limitBytes && oldest.hasNext()) {
      Map.Entry<Path, Entry> each = oldest.next();
      if (!each.getValue().pinned && !isFresh(each.getValue())) {
        Files.deleteIfExists(each.getKey());
        usedBytes -= each.getValue().sizeBytes;
        oldest.remove();
      }
    }
  }

  private boolean isFresh(Entry entry) {
    return entry.usedNanos != null && nanoClock.getAsLong() - entry.usedNanos < graceNanos;
  }

  private void resize(Path file, long sizeBytes) {
    Entry entry = entries.get(file);
    if (entry != null) {
      long size = Math.max(sizeBytes, 0);
      usedBytes += size - entry.sizeBytes;
      entry.sizeBytes = size;
    }
  }
}
