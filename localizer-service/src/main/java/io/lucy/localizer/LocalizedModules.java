package io.lucy.localizer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneId;
import io.lucy.fabric.work.CloneKeys;
import io.lucy.proto.localizer.v1.LocalizedModule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was localised lately, and which clones wait for what is not there yet. */
final class LocalizedModules {
  private static final int MOST_WAITING = 1000;

  private final StateStore store;
  private final Duration timeToLive;

  LocalizedModules(StateStore store, Duration timeToLive) {
    this.store = store;
    this.timeToLive = timeToLive;
  }

  /** The module that some work asks for, if it was found before. */
  Optional<LocalizedModule> find(String work) {
    return store.get(CloneKeys.localized(work)).flatMap(LocalizedModules::parse);
  }

  private static Optional<LocalizedModule> parse(byte[] value) {
    try {
      return Optional.of(LocalizedModule.parseFrom(value));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  /** Keeps a module for the next who asks, if the store will have it. */
  void keep(String work, LocalizedModule module) {
    try {
      store.put(CloneKeys.localized(work), module.toByteArray(), timeToLive);
    } catch (UnavailableException e) {
      // The module is on its way to whoever asked; keeping it only spares the next one time.
    }
  }

  /** The clones that wait for some work, {@code own} at least. */
  List<CloneId> waiting(String work, CloneId own) {
    List<CloneId> waiting = new ArrayList<>(List.of(own));
    store.members(CloneKeys.wanted(work), "", MOST_WAITING).stream()
        .map(CloneId::parse)
        .filter(clone -> !clone.equals(own))
        .forEach(waiting::add);
    return waiting;
  }

  /** A clone waits no more. */
  void leave(String work, CloneId clone) {
    try {
      store.remove(CloneKeys.wanted(work), clone.toString());
    } catch (UnavailableException e) {
      // It is asked about again at each step of equal work, and found to be at an end.
    }
  }
}
