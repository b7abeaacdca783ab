package io.lucy.inserter;

import io.lucy.fabric.state.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A store that is written to until the process crashes. */
final class CrashingStore implements StateStore {
  private final StateStore store;
  private final CrashPlan crashes;

  CrashingStore(StateStore store, CrashPlan crashes) {
    this.store = store;
    this.crashes = crashes;
  }

  @Override
  public Optional<byte[]> get(String key) {
    return store.get(key);
  }

  @Override
  public List<Optional<byte[]>> getAll(List<String> keys) {
    return store.getAll(keys);
  }

  @Override
  public void put(String key, byte[] value) {
    crashes.before("put " + key);
    store.put(key, value);
    crashes.after("put " + key);
  }

  @Override
  public void put(String key, byte[] value, Duration timeToLive) {
    crashes.before("put " + key);
    store.put(key, value, timeToLive);
    crashes.after("put " + key);
  }

  @Override
  public boolean putIfAbsent(String key, byte[] value) {
    crashes.before("put " + key);
    boolean absent = store.putIfAbsent(key, value);
    crashes.after("put " + key);
    return absent;
  }

  @Override
  public boolean replace(String key, byte[] expected, byte[] value) {
    crashes.before("replace " + key);
    boolean replaced = store.replace(key, expected, value);
    crashes.after("replace " + key);
    return replaced;
  }

  @Override
  public void delete(String key) {
    crashes.before("delete " + key);
    store.delete(key);
    crashes.after("delete " + key);
  }

  @Override
  public void add(String set, String member) {
    crashes.before("add to " + set);
    store.add(set, member);
    crashes.after("add to " + set);
  }

  @Override
  public void remove(String set, String member) {
    crashes.before("remove from " + set);
    store.remove(set, member);
    crashes.after("remove from " + set);
  }

  @Override
  public List<String> members(String set, String after, int limit) {
    return store.members(set, after, limit);
  }

  @Override
  public Watch watch(String key, Consumer<byte[]> listener) {
    return store.watch(key, listener);
  }

  @Override
  public void clear() {
    store.clear();
  }

  @Override
  public void close() {}
}
