package io.lucy.transfer;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.state.EmbeddedStateStore;
import io.lucy.fabric.state.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A state store that fails one call of many: before it does anything, or after it did it all. */
final class FailingStore implements StateStore {
  private final EmbeddedStateStore store = new EmbeddedStateStore();
  private int callsUntilFailure = -1;
  private boolean failsAfterEffect;

  /** Has a call fail: the next one for 0. */
  void failAt(int call, boolean afterEffect) {
    callsUntilFailure = call;
    failsAfterEffect = afterEffect;
  }

  void heal() {
    callsUntilFailure = -1;
  }

  private <T> T call(Supplier<T> effect) {
    boolean fails = callsUntilFailure-- == 0;
    if (fails && !failsAfterEffect) {
      throw new UnavailableException("the store failed before");
    }
    T result = effect.get();
    if (fails) {
      throw new UnavailableException("the store failed after");
    }
    return result;
  }

  private void run(Runnable effect) {
    call(
        () -> {
          effect.run();
          return true;
        });
  }

  @Override
  public Optional<byte[]> get(String key) {
    return call(() -> store.get(key));
  }

  @Override
  public List<Optional<byte[]>> getAll(List<String> keys) {
    return call(() -> store.getAll(keys));
  }

  @Override
  public void put(String key, byte[] value) {
    run(() -> store.put(key, value));
  }

  @Override
  public void put(String key, byte[] value, Duration timeToLive) {
    run(() -> store.put(key, value, timeToLive));
  }

  @Override
  public boolean putIfAbsent(String key, byte[] value) {
    return call(() -> store.putIfAbsent(key, value));
  }

  @Override
  public boolean replace(String key, byte[] expected, byte[] value) {
    return call(() -> store.replace(key, expected, value));
  }

  @Override
  public void delete(String key) {
    run(() -> store.delete(key));
  }

  @Override
  public void add(String set, String member) {
    run(() -> store.add(set, member));
  }

  @Override
  public void remove(String set, String member) {
    run(() -> store.remove(set, member));
  }

  @Override
  public List<String> members(String set, String after, int limit) {
    return call(() -> store.members(set, after, limit));
  }

  @Override
  public Watch watch(String key, Consumer<byte[]> listener) {
    return call(() -> store.watch(key, listener));
  }

  @Override
  public void clear() {
    run(store::clear);
  }

  @Override
  public void close() {
    store.close();
  }
}
