package io.lucy.fabric.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lucy.fabric.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A state store in the memory of one process: it is empty at every start, and is rebuilt from the
 * log.
 *
 * <p>One lock guards everything, since no operation does more than look something up. Listeners run
 * on threads of their own, without the lock.
 */
public final class EmbeddedStateStore implements StateStore {
  private static final long SWEEP_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int LISTENER_THREADS = 2;

  private final Map<String, Entry> values = new HashMap<>();
  private final Map<String, NavigableSet<byte[]>> sets = new HashMap<>();
  private final LongSupplier nanoClock;
  private final ExecutorService executor;
  private final Watchers watchers;
  private long lastSweepNanos;
  private boolean closed;

  /** A value, and when it is forgotten: on the clock of {@link System#nanoTime}, or never. */
  private static final class Entry {
    final byte[] value;
    final @Nullable Long endNanos;

    Entry(byte[] value, @Nullable Long endNanos) {
      this.value = value;
      this.endNanos = endNanos;
    }
  }

  public EmbeddedStateStore() {
    this(System::nanoTime);
  }

  EmbeddedStateStore(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.lastSweepNanos = nanoClock.getAsLong();
    this.executor =
        Executors.newFixedThreadPool(
            LISTENER_THREADS,
            task -> {
              Thread thread = new Thread(task, "lucy-state-watch");
              thread.setDaemon(true);
              return thread;
            });
    this.watchers = new Watchers(executor);
  }

  @Override
  public synchronized Optional<byte[]> get(String key) {
    return Optional.ofNullable(current(key)).map(byte[]::clone);
  }

  @Override
  public synchronized List<Optional<byte[]>> getAll(List<String> keys) {
    return keys.stream().map(this::get).toList();
  }

  @Override
  public synchronized void put(String key, byte[] value) {
    set(key, value, null);
  }

  @Override
  public synchronized void put(String key, byte[] value, Duration timeToLive) {
    Requirements.requireTimeToLive(timeToLive);
    sweepIfDue();
    set(key, value, nanoClock.getAsLong() + timeToLive.toNanos());
  }

  @Override
  public synchronized boolean putIfAbsent(String key, byte[] value) {
    boolean absent = current(key) == null;
    if (absent) {
      set(key, value, null);
    }
    return absent;
  }

  @Override
  public synchronized boolean replace(String key, byte[] expected, byte[] value) {
    byte[] present = current(key);
    boolean same = present != null && Arrays.equals(present, expected);
    if (same) {
      set(key, value, null);
    }
    return same;
  }

  @Override
  public synchronized void delete(String key) {
    requireOpen();
    values.remove(key);
  }

  @Override
  public synchronized void add(String set, String member) {
    requireOpen();
    sets.computeIfAbsent(set, name -> new TreeSet<>(Arrays::compareUnsigned))
        .add(member.getBytes(UTF_8));
  }

  @Override
  public synchronized void remove(String set, String member) {
    requireOpen();
    sets.computeIfPresent(
        set,
        (name, members) -> {
          members.remove(member.getBytes(UTF_8));
          return members.isEmpty() ? null : members;
        });
  }

  @Override
  public synchronized List<String> members(String set, String after, int limit) {
    requireOpen();
    Requirements.requireLimit(limit);
    NavigableSet<byte[]> members = sets.get(set);
    if (members == null) {
      return List.of();
    }
    NavigableSet<byte[]> rest =
        after.isEmpty() ? members : members.tailSet(after.getBytes(UTF_8), false);
    List<String> page = new ArrayList<>();
    for (byte[] member : rest) {
      if (page.size() == limit) {
        break;
      }
      page.add(new String(member, UTF_8));
    }
    return page;
  }

  @Override
  public synchronized Watch watch(String key, Consumer<byte[]> listener) {
    requireOpen();
    return watchers.add(key, listener);
  }

  @Override
  public synchronized void clear() {
    requireOpen();
    values.clear();
    sets.clear();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      values.clear();
      sets.clear();
    }
    executor.shutdownNow();
  }

  /** How many values are held in memory, forgotten ones included. */
  synchronized int held() {
    return values.size();
  }

  private byte @Nullable [] current(String key) {
    requireOpen();
    Entry entry = values.get(key);
    return entry == null || ended(entry) ? null : entry.value;
  }

  private void set(String key, byte[] value, @Nullable Long endNanos) {
    requireOpen();
    byte[] copy = value.clone();
    values.put(key, new Entry(copy, endNanos));
    watchers.announce(key, copy);
  }

  private boolean ended(Entry entry) {
    return entry.endNanos != null && entry.endNanos - nanoClock.getAsLong() <= 0;
  }

  private void sweepIfDue() {
    long now = nanoClock.getAsLong();
    if (now - lastSweepNanos >= SWEEP_NANOS) {
      lastSweepNanos = now;
      values.values().removeIf(this::ended);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new UnavailableException("the state store is closed");
    }
  }
}
