package io.lucy.fabric.log.embedded;

import java.util.HashMap;
import java.util.Map;

/** Where the newest record of every key of a compacted topic lies. Thread-safe. */
final class KeyIndex {
  private final Map<String, Newest> keys = new HashMap<>();
  private long liveBytes;

  private record Newest(long offset, int sizeBytes) {}

  /** A record became durable; called in the order of offsets. */
  synchronized void add(String key, long offset, int sizeBytes) {
    Newest replaced = keys.put(key, new Newest(offset, sizeBytes));
    liveBytes += sizeBytes - (replaced == null ? 0 : replaced.sizeBytes());
  }

  synchronized boolean isNewest(String key, long offset) {
    Newest newest = keys.get(key);
    return newest != null && newest.offset() == offset;
  }

  /** Forgets a key whose newest record is gone, unless there is a newer one by now. */
  synchronized void forget(String key, long offset) {
    Newest newest = keys.get(key);
    if (newest != null && newest.offset() == offset) {
      keys.remove(key);
      liveBytes -= newest.sizeBytes();
    }
  }

  /** Bytes of the newest records of all keys. */
  synchronized long liveBytes() {
    return liveBytes;
  }
}
