package io.lucy.fabric.state;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Values by key, and sorted sets of members by name.
 *
 * <p>Every operation but {@link #clear} is atomic and is seen by all processes. Any of them throws
 * {@link io.lucy.fabric.UnavailableException} if the store does not answer within two seconds.
 * Nothing in a store is the only copy of anything. A value and a set may have the same name.
 */
public interface StateStore extends AutoCloseable {
  Optional<byte[]> get(String key);

  /** Values in the order of the keys. */
  List<Optional<byte[]>> getAll(List<String> keys);

  /** Sets a value for good. Whoever watches the key hears of it. */
  void put(String key, byte[] value);

  /**
   * Sets a value that is forgotten after a time. Whoever watches the key hears of it.
   *
   * @param timeToLive at least a millisecond
   */
  void put(String key, byte[] value, Duration timeToLive);

  /** Sets a value for good if there is none, as {@link #put} does. Whether there was none. */
  boolean putIfAbsent(String key, byte[] value);

  /** Sets a value for good if it is the expected one, as {@link #put} does. Whether it was. */
  boolean replace(String key, byte[] expected, byte[] value);

  /** Idempotent. Whoever watches the key does not hear of it. */
  void delete(String key);

  /** Adds a member to a set. Idempotent. */
  void add(String set, String member);

  /** Takes a member out of a set. Idempotent. */
  void remove(String set, String member);

  /**
   * Members in the order of their UTF-8 bytes.
   *
   * @param after only members behind this one; empty: from the first
   * @param limit at least 1
   */
  List<String> members(String set, String after, int limit);

  /**
   * Hears of every value that is put under a key from now on, by any process, in order; after a gap
   * in the connection, or far behind, at least of the newest. The listener is quick and never
   * throws; it runs on a thread of the store, one call at a time, and may use the store. A value
   * that was put just before may be heard of too, and one may be heard of twice.
   */
  Watch watch(String key, Consumer<byte[]> listener);

  /** Forgets everything. */
  void clear();

  @Override
  void close();

  /** Ends the hearing when closed. Idempotent. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
