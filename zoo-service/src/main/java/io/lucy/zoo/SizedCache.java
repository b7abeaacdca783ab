package io.lucy.zoo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Values that take time to make and memory to keep. Each is made once, however many ask for it at
 * the same time, and kept while there is room; then the least recently used goes first.
 *
 * <p>A value that is in use never goes, so more than the capacity is held if more than that is in
 * use at once. What could not be made is forgotten, and made anew for whoever asks next. Safe to
 * share between threads.
 */
public final class SizedCache<K, V> implements AutoCloseable {
  private final long capacityBytes;
  private final ToLongFunction<V> sizeBytes;
  private final Consumer<V> closer;
  private final Map<K, Slot<V>> slots = new LinkedHashMap<>(16, 0.75f, true);
  private long heldBytes;
  private boolean isClosed;

  private static final class Slot<V> {
    final CompletableFuture<V> value = new CompletableFuture<>();
    long sizeBytes;
    int users;
  }

  /** The use of a value, which stays until this is closed. Closing is idempotent. */
  public final class Lease implements AutoCloseable {
    private final Slot<V> slot;
    private final AtomicBoolean isOpen = new AtomicBoolean(true);

    private Lease(Slot<V> slot) {
      this.slot = slot;
    }

    public V value() {
      return slot.value.join();
    }

    @Override
    public void close() {
      if (isOpen.compareAndSet(true, false)) {
        release(slot);
      }
    }
  }

  /**
   * @param closer gives back what a value holds; called once for each
   */
  public SizedCache(long capacityBytes, ToLongFunction<V> sizeBytes, Consumer<V> closer) {
    this.capacityBytes = capacityBytes;
    this.sizeBytes = sizeBytes;
    this.closer = closer;
  }

  /** A cache of values that hold nothing but heap. */
  public SizedCache(long capacityBytes, ToLongFunction<V> sizeBytes) {
    this(capacityBytes, sizeBytes, value -> {});
  }

  /**
   * The value of a key, which the caller gives back. The future fails as the maker does.
   *
   * @param executor makes the value if it is not there
   */
  public CompletableFuture<Lease> acquire(K key, Supplier<V> maker, Executor executor) {
    Slot<V> slot;
    boolean isNew;
    synchronized (this) {
      Slot<V> known = slots.get(key);
      isNew = known == null;
      slot = known == null ? new Slot<>() : known;
      slot.users++;
      if (isNew) {
        slots.put(key, slot);
      }
    }
    if (isNew) {
      try {
        executor.execute(() -> make(key, slot, maker));
      } catch (RejectedExecutionException e) {
        fail(key, slot, e);
      }
    }
    return slot.value.thenApply(value -> new Lease(slot));
  }

  /** The value of a key, for those that need not be given back; the caller makes it. */
  public V get(K key, Supplier<V> maker) {
    try (Lease lease = acquire(key, maker, Runnable::run).join()) {
      return lease.value();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** What all values together hold. */
  public synchronized long heldBytes() {
    return heldBytes;
  }

  private void make(K key, Slot<V> slot, Supplier<V> maker) {
    V value;
    try {
      value = maker.get();
    } catch (RuntimeException | Error e) {
      fail(key, slot, e);
      return;
    }
    synchronized (this) {
      slot.sizeBytes = sizeBytes.applyAsLong(value);
      heldBytes += slot.sizeBytes;
    }
    slot.value.complete(value);
    makeRoom();
  }

  private void fail(K key, Slot<V> slot, Throwable reason) {
    synchronized (this) {
      slots.remove(key, slot);
    }
    slot.value.completeExceptionally(reason);
  }

  private void release(Slot<V> slot) {
    synchronized (this) {
      slot.users--;
    }
    makeRoom();
  }

  private synchronized void makeRoom() {
    if (heldBytes <= capacityBytes && !isClosed) {
      return;
    }
    var eldest = slots.values().iterator();
    while (eldest.hasNext() && (heldBytes > capacityBytes || isClosed)) {
      Slot<V> slot = eldest.next();
      if (slot.users == 0) {
        eldest.remove();
        heldBytes -= slot.sizeBytes;
        closer.accept(slot.value.join());
      }
    }
  }

  /** Gives up all values, each when it is no longer in use. */
  @Override
  public synchronized void close() {
    isClosed = true;
    makeRoom();
  }
}
