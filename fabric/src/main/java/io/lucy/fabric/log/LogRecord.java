package io.lucy.fabric.log;

import java.util.Map;
import java.util.TreeMap;

/**
 * One record of a topic.
 *
 * @param key records of one key keep their order, and are never handled at the same time; not empty
 * @param value the message; empty in a compacted topic to forget the key. Not to be changed by
 *     anyone
 * @param headers CloudEvents attributes, by header name
 */
public record LogRecord(String key, byte[] value, Map<String, String> headers) {
  public LogRecord {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a record without a key");
    }
    headers = java.util.Collections.unmodifiableMap(new TreeMap<>(headers));
  }

  /** Whether a compacted topic forgets the key. */
  public boolean isTombstone() {
    return value.length == 0;
  }
}
