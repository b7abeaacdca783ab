package io.lucy.fabric.blob;

import io.lucy.fabric.UnavailableException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One lock per key, for as long as anybody holds it or waits for it. */
final class KeyedLocks<K> {
  private final Map<K, Counted> locks = new ConcurrentHashMap<>();

  private static final class Counted {
    final ReentrantLock lock = new ReentrantLock();
    int users;
  }

  /** Ends the exclusion when closed. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until nobody else holds the key.
   *
   * @throws UnavailableException if the thread is interrupted
   */
  Held lock(K key) {
    Counted counted =
        locks.compute(
            key,
            (name, present) -> {
              Counted lock = present == null ? new Counted() : present;
              lock.users++;
              return lock;
            });
    try {
      counted.lock.lockInterruptibly();
    } catch (InterruptedException e) {
      leave(key);
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while another thread works on " + key, e);
    }
    return () -> {
      counted.lock.unlock();
      leave(key);
    };
  }

  private void leave(K key) {
    locks.computeIfPresent(key, (name, counted) -> --counted.users == 0 ? null : counted);
  }
}
