package io.lucy.transfer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Paths that were asked for lately, so that asking again needs neither store nor disk. Bounded by
 * the bytes of the paths. An entry is believed for a few seconds only, since another process may
 * have forgotten the path.
 */
final class PathCache {
  private static final long BELIEVED_NANOS = Duration.ofSeconds(10).toNanos();

  private final long maxBytes;
  private final LongSupplier nanoClock;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(byte[] path, long sinceNanos) {}

  PathCache(long maxBytes, LongSupplier nanoClock) {
    this.maxBytes = maxBytes;
    this.nanoClock = nanoClock;
  }

  /** The path's bytes, which are not to be changed. */
  synchronized Optional<byte[]> get(String key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (nanoClock.getAsLong() - entry.sinceNanos() > BELIEVED_NANOS) {
      forget(key);
      return Optional.empty();
    }
    return Optional.of(entry.path());
  }

  synchronized void put(String key, byte[] path) {
    forget(key);
    if (path.length > maxBytes) {
      return;
    }
    entries.put(key, new Entry(path, nanoClock.getAsLong()));
    bytes += path.length;
    var oldest = entries.entrySet().iterator();
    while (bytes > maxBytes) {
      bytes -= oldest.next().getValue().path().length;
      oldest.remove();
    }
  }

  synchronized void forget(String key) {
    Entry entry = entries.remove(key);
    if (entry != null) {
      bytes -= entry.path().length;
    }
  }
}
