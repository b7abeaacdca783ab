package io.lucy.inserter;

import com.google.protobuf.ByteString;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneId;
import io.lucy.fabric.work.WantedClones;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.clone.v1.ExtendCloneRequest;
import io.lucy.proto.clone.v1.ShrinkCloneRequest;
import io.lucy.proto.event.v1.CloneCancelled;
import io.lucy.proto.event.v1.CloneDeleted;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneRecord;
import io.lucy.proto.event.v1.CloneRequested;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;

/**
 * The clones of all owners, as their owners see them: asked for, looked up, cancelled, forgotten.
 *
 * <p>What takes the log returns a future, which completes on a thread of the log; everything else
 * waits for the state store or another service.
 */
public final class Clones {
  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_PAGE = 1000;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final StateStore store;
  private final StoredClones stored;
  private final CloneIndex index;
  private final CloneRequests requests;
  private final ClonePlanner planner;
  private final CloneNames names;
  private final EffectPerformer performer;
  private final Settling settling;
  private final ScheduledExecutorService timer;
  private final InstantSource clock;

  Clones(
      StateStore store,
      StoredClones stored,
      EffectPerformer performer,
      Neighbours neighbours,
      ScheduledExecutorService timer,
      InstantSource clock) {
    this.store = store;
    this.stored = stored;
    this.index = new CloneIndex(store);
    this.requests = new CloneRequests(neighbours.paths());
    this.planner = new ClonePlanner(neighbours.zoo(), neighbours.datasets(), neighbours.paths());
    this.names = new CloneNames(stored);
    this.performer = performer;
    this.settling = new Settling(store, PATIENCE);
    this.timer = timer;
    this.clock = clock;
  }

  /** One page of clones; {@code next} is empty on the last. */
  public record Page(List<Clone> clones, String next) {}

  /** Accepts a clone of its own. The future completes when the log has it. */
  public CompletableFuture<Clone> create(String owner, CreateCloneRequest request) {
    return accept(requests.draft(owner, request));
  }

  /** Accepts a clone that grows from another. */
  public CompletableFuture<Clone> extend(String owner, ExtendCloneRequest request) {
    return accept(requests.draft(owner, request));
  }

  /** Accepts a clone that is left over from another. */
  public CompletableFuture<Clone> shrink(String owner, ShrinkCloneRequest request) {
    return accept(requests.draft(owner, request));
  }

  private CompletableFuture<Clone> accept(CloneDraft draft) {
    Optional<CloneRecord> there = stored.find(draft.id());
    if (there.filter(r -> r.getDeleted() || CloneLife.isAccepted(r)).isPresent()) {
      return again(draft, there.get());
    }
    ClonePlanner.Planned planned = planner.plan(draft);
    Clone clone =
        Clone.newBuilder()
            .setId(draft.id().id())
            .setOwner(draft.id().owner())
            .setName(names.claim(draft, planned.plan()))
            .setSpec(draft.spec())
            .setState(CloneState.CLONE_STATE_REQUESTED)
            .setPlan(planned.plan())
            .setCreatedAtMillis(clock.millis())
            .build();
    CloneRequested requested = requested(draft, planned, clone);
    CloneRecord accepted = CloneLife.accepted(requested);
    if (there.isEmpty() && !stored.putIfAbsent(draft.id(), accepted)) {
      return again(draft, stored.find(draft.id()).orElse(accepted));
    }
    return announce(requested, accepted.getClone());
  }

  /** Answers a request that came before, or at the same time. */
  private CompletableFuture<Clone> again(CloneDraft draft, CloneRecord there) {
    if (there.getDeleted()) {
      throw new LucyException(
          Reason.ALREADY_EXISTS,
          "request id '"
              + draft.requestId()
              + "' made a clone that was deleted since (use another request id)");
    }
    Clone clone = there.getClone();
    if (!draft.asksFor(clone)) {
      throw new LucyException(
          Reason.ALREADY_EXISTS,
          "request id '"
              + draft.requestId()
              + "' asked for another clone before, '"
              + clone.getName()
              + "' (use another request id)");
    }
    if (clone.getState() != CloneState.CLONE_STATE_REQUESTED) {
      return CompletableFuture.completedFuture(clone);
    }
    // Whoever accepted it may have died before the log had it.
    return announce(requested(draft, planner.plan(draft), clone), clone);
  }

  private static CloneRequested requested(
      CloneDraft draft, ClonePlanner.Planned planned, Clone clone) {
    CloneRequested.Builder requested =
        CloneRequested.newBuilder().setClone(clone).addAllJudges(planned.judges());
    draft.parent().ifPresent(p -> requested.setParentPath(ByteString.copyFrom(p.bytes())));
    planned.restored().ifPresent(p -> requested.setRestoredPath(ByteString.copyFrom(p.bytes())));
    return requested.build();
  }

  private CompletableFuture<Clone> announce(CloneRequested requested, Clone clone) {
    index.enter(clone);
    return performer
        .announce(event(StoredClones.id(clone)).setRequested(requested).build())
        .thenApply(done -> clone);
  }

  /**
   * The clone with an id, a name, or a path's first digits.
   *
   * @throws LucyException {@link Reason#NOT_FOUND}
   */
  public Clone get(String owner, String idNameOrPath) {
    return shown(find(owner, idNameOrPath), idNameOrPath);
  }

  /** Its id, as {@link #get} finds it. */
  CloneId find(String owner, String idNameOrPath) {
    return names.find(owner, idNameOrPath).orElseThrow(() -> CloneNames.unknown(idNameOrPath));
  }

  private Clone shown(CloneId clone, String asked) {
    return stored.shown(List.of(clone)).stream()
        .findFirst()
        .orElseThrow(() -> CloneNames.unknown(asked));
  }

  /**
   * Clones by id.
   *
   * @param size 0 to 1000; 0 means 100
   * @param token of the page before; empty for the first
   */
  public Page list(String owner, int size, String token) {
    if (size < 0 || size > MAX_PAGE) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "page size "
              + Integer.toUnsignedString(size)
              + " (expected: 0 to "
              + MAX_PAGE
              + "; 0 means "
              + DEFAULT_PAGE
              + ")");
    }
    if (!token.isEmpty() && !CloneNames.isId(token)) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "page token '" + token + "' (expected: one from the page before)");
    }
    int limit = size == 0 ? DEFAULT_PAGE : size;
    List<CloneId> ids = stored.ids(owner, token, limit + 1);
    List<CloneId> page = ids.subList(0, Math.min(limit, ids.size()));
    return new Page(stored.shown(page), ids.size() > limit ? page.get(page.size() - 1).id() : "");
  }

  /** Cancels a clone, unless it has ended. Completes with what it is then, or soon will be. */
  public CompletableFuture<Clone> cancel(String owner, String idNameOrPath) {
    CloneId id = find(owner, idNameOrPath);
    Clone clone = shown(id, idNameOrPath);
    if (WantedClones.isTerminal(clone.getState())) {
      return CompletableFuture.completedFuture(clone);
    }
    CloneEvent event = event(id).setCancelled(CloneCancelled.getDefaultInstance()).build();
    Predicate<CloneRecord> ended =
        r -> r.getDeleted() || WantedClones.isTerminal(r.getClone().getState());
    return settling
        .after(id, ended, () -> performer.announce(event))
        .thenApply(record -> record.map(CloneRecord::getClone).orElse(clone));
  }

  /** Cancels a clone and forgets it. */
  public CompletableFuture<Void> delete(String owner, String idNameOrPath) {
    CloneId id = find(owner, idNameOrPath);
    if (stored.find(id).filter(CloneRecord::getDeleted).isPresent()) {
      return CompletableFuture.completedFuture(null);
    }
    CloneEvent event = event(id).setDeleted(CloneDeleted.getDefaultInstance()).build();
    return settling
        .after(id, CloneRecord::getDeleted, () -> performer.announce(event))
        .thenApply(record -> null);
  }

  /**
   * Follows a clone to its end. The caller closes the watch.
   *
   * @param news called on any thread when there is something to poll; returns at once
   */
  public CloneWatch watch(String owner, String idNameOrPath, Runnable news) {
    CloneId id = find(owner, idNameOrPath);
    return new CloneWatch(store, stored, id, shown(id, idNameOrPath), news, timer);
  }

  private static CloneEvent.Builder event(CloneId clone) {
    return CloneEvent.newBuilder().setCloneId(clone.id()).setOwner(clone.owner());
  }
}
