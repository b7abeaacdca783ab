package io.lucy.inserter;

import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneId;
import io.lucy.fabric.work.CloneKeys;
import io.lucy.proto.event.v1.CloneRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits a little for the state store to show what was said in the log. */
final class Settling {
  private final StateStore store;
  private final Duration patience;

  Settling(StateStore store, Duration patience) {
    this.store = store;
    this.patience = patience;
  }

  /**
   * Says something, and waits until a clone's record shows it.
   *
   * @return completes with that record; empty if it does not show in time, which is no failure: the
   *     log has it
   */
  CompletableFuture<Optional<CloneRecord>> after(
      CloneId clone, Predicate<CloneRecord> shows, Supplier<CompletableFuture<Void>> said) {
    CompletableFuture<Optional<CloneRecord>> shown = new CompletableFuture<>();
    StateStore.Watch watch =
        store.watch(
            CloneKeys.clone(clone),
            value -> {
              CloneRecord record = StoredClones.parse(value);
              if (shows.test(record)) {
                shown.complete(Optional.of(record));
              }
            });
    CompletableFuture<Void> kept;
    try {
      kept = said.get();
    } catch (RuntimeException e) {
      watch.close();
      throw e;
    }
    return kept.thenCompose(
            done ->
                shown.completeOnTimeout(
                    Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS))
        .whenComplete((record, failure) -> watch.close());
  }
}
