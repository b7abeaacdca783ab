package io.lucy.fabric.state;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one process, by key. Values are queued and handed over on an executor, one at a
 * time and in order for each listener, so whoever announces one holds no lock while a listener
 * runs.
 *
 * <p>A listener that lags by more than {@value #MAX_PENDING} values loses the oldest of them.
 */
final class Watchers {
  private static final Logger LOG = System.getLogger(Watchers.class.getName());
  private static final int MAX_PENDING = 256;

  private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();
  private final Executor executor;

  Watchers(Executor executor) {
    this.executor = executor;
  }

  /** The watch hears of whatever is announced after this returns. */
  StateStore.Watch add(String key, Consumer<byte[]> consumer) {
    Listener listener = new Listener(key, consumer);
    listeners.compute(
        key,
        (name, present) -> {
          List<Listener> all = present == null ? new CopyOnWriteArrayList<>() : present;
          all.add(listener);
          return all;
        });
    return listener;
  }

  /** Returns at once; calls no listener itself. */
  void announce(String key, byte[] value) {
    List<Listener> all = listeners.get(key);
    if (all != null) {
      all.forEach(listener -> listener.offer(value));
    }
  }

  private final class Listener implements StateStore.Watch {
    private final String key;
    private final Consumer<byte[]> consumer;
    private final Deque<byte[]> pending = new ArrayDeque<>();
    private boolean running;
    private volatile boolean closed;

    Listener(String key, Consumer<byte[]> consumer) {
      this.key = key;
      this.consumer = consumer;
    }

    void offer(byte[] value) {
      synchronized (pending) {
        if (pending.size() == MAX_PENDING) {
          pending.removeFirst();
        }
        pending.addLast(value);
        if (running) {
          return;
        }
        running = true;
      }
      try {
        executor.execute(this::drain);
      } catch (RejectedExecutionException e) {
        // The store is being closed, and with it every watch.
        closed = true;
      }
    }

    private void drain() {
      for (byte[] value = next(); value != null; value = next()) {
        try {
          consumer.accept(value.clone());
        } catch (RuntimeException e) {
          LOG.log(Level.ERROR, "a listener of '" + key + "' threw, and goes on with the next", e);
        }
      }
    }

    private byte @Nullable [] next() {
      synchronized (pending) {
        byte[] value = closed ? null : pending.pollFirst();
        running = value != null;
        return value;
      }
    }

    @Override
    public void close() {
      closed = true;
      listeners.computeIfPresent(
          key,
          (name, all) -> {
            all.remove(this);
            return all.isEmpty() ? null : all;
          });
    }
  }
}
