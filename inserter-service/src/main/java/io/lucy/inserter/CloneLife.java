package io.lucy.inserter;

import com.google.protobuf.ByteString;
import io.lucy.fabric.log.PoisonedRecordException;
import io.lucy.fabric.work.WantedClones;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.event.v1.ArrivedModule;
import io.lucy.proto.event.v1.CloneCompleted;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneRecord;
import io.lucy.proto.event.v1.CloneRequested;
import io.lucy.proto.event.v1.ModuleLocalized;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The life of a clone, as a pure function of what is known of it and one more event.
 *
 * <pre>
 * (nothing) ─ requested ─▶ LOCALIZING ─ all modules localised ─▶ INSERTING ─ completed ─▶ COMPLETED
 *                  └───── without masks, or nothing to localise ─────▶┘    ─ failed ────▶ FAILED
 *                                                       from any of these ─ cancelled ─▶ CANCELLED
 * </pre>
 *
 * <p>Events may come twice and in any order: an event that was there before changes nothing, the
 * first end of a life is its only one, and what comes before the clone was requested is kept until
 * it is. REQUESTED is what whoever accepted the clone wrote; it lasts until the event arrives.
 */
public final class CloneLife {
  /** Above every revision of a clone that is not deleted. */
  private static final long LAST_REVISION = Long.MAX_VALUE;

  private CloneLife() {}

  /**
   * What an event made of a clone.
   *
   * @param effects to be done in this order; none if nothing changed
   */
  public record Step(CloneRecord record, List<Effect> effects) {
    private static Step unchanged(CloneRecord known) {
      return new Step(known, List.of());
    }
  }

  /**
   * Takes one step.
   *
   * @param known what is known so far; the empty record if nothing is
   * @param at when the event was said; kept for people where a life ends
   * @throws PoisonedRecordException for an event without content, as a newer release may send
   */
  public static Step apply(CloneRecord known, CloneEvent event, Instant at) {
    if (known.getDeleted()) {
      return Step.unchanged(known);
    }
    return switch (event.getEventCase()) {
      case REQUESTED -> requested(known, event.getRequested());
      case MODULE_LOCALIZED -> localized(known, event, event.getModuleLocalized());
      case COMPLETED ->
          ended(
              known,
              event,
              clone ->
                  clone
                      .setState(CloneState.CLONE_STATE_COMPLETED)
                      .setResult(event.getCompleted().getResult())
                      .setEndedAtMillis(at.toEpochMilli()));
      case FAILED ->
          ended(
              known,
              event,
              clone ->
                  clone
                      .setState(CloneState.CLONE_STATE_FAILED)
                      .setFailure(event.getFailed().getFailure())
                      .setEndedAtMillis(at.toEpochMilli()));
      case CANCELLED ->
          ended(
              known,
              event,
              clone ->
                  clone
                      .setState(CloneState.CLONE_STATE_CANCELLED)
                      .setEndedAtMillis(at.toEpochMilli()));
      case DELETED -> deleted(known, event);
      case EVENT_NOT_SET ->
          throw new PoisonedRecordException(
              "an event of clone "
                  + event.getCloneId()
                  + " without content (expected: one that this release knows)");
    };
  }

  /** A clone as it is accepted, before its event was folded. */
  static CloneRecord accepted(CloneRequested requested) {
    return numbered(
        CloneRecord.newBuilder()
            .setClone(requested.getClone())
            .setParentPath(requested.getParentPath()));
  }

  private static Step requested(CloneRecord known, CloneRequested requested) {
    boolean accepted = isAccepted(known);
    CloneState state = known.getClone().getState();
    if (accepted && state != CloneState.CLONE_STATE_REQUESTED) {
      return Step.unchanged(known);
    }
    if (WantedClones.isTerminal(state)) {
      Clone ended = requested.getClone().toBuilder().mergeFrom(known.getClone()).build();
      return saved(CloneRecord.newBuilder().setClone(ended), List.of(new Effect.Enter(ended)));
    }
    Clone clone = requested.getClone();
    List<Effect> effects = new ArrayList<>();
    if (!accepted) {
      effects.add(new Effect.Enter(clone));
    }
    CloneRecord.Builder record =
        CloneRecord.newBuilder().setClone(clone).setParentPath(requested.getParentPath());
    if (!requested.getRestoredPath().isEmpty()) {
      record.getCloneBuilder().setState(CloneState.CLONE_STATE_INSERTING);
      effects.add(0, new Effect.Announce(restored(clone, requested.getRestoredPath())));
      return saved(record, effects);
    }
    record.getCloneBuilder().setState(CloneState.CLONE_STATE_LOCALIZING);
    known.getArrivedList().stream()
        .filter(module -> module.getSource() < CloneWork.modules(clone))
        .forEach(record::addArrived);
    List<Effect> work =
        CloneWork.missing(record, requested.getJudgesList()).stream()
            .map(w -> (Effect) new Effect.HandOutLocalizeWork(w))
            .toList();
    effects.addAll(0, work);
    return joined(record, effects);
  }

  private static Step localized(CloneRecord known, CloneEvent event, ModuleLocalized module) {
    CloneState state = known.getClone().getState();
    boolean waiting =
        switch (state) {
          case CLONE_STATE_UNSPECIFIED, CLONE_STATE_REQUESTED, CLONE_STATE_LOCALIZING -> true;
          case CLONE_STATE_INSERTING,
              CLONE_STATE_COMPLETED,
              CLONE_STATE_FAILED,
              CLONE_STATE_CANCELLED,
              UNRECOGNIZED ->
              false;
        };
    boolean there =
        known.getArrivedList().stream().anyMatch(m -> m.getSource() == module.getSource());
    boolean unknown =
        isAccepted(known) && module.getSource() >= CloneWork.modules(known.getClone());
    if (!waiting || there || unknown) {
      return Step.unchanged(known);
    }
    ArrivedModule arrived =
        ArrivedModule.newBuilder()
            .setSource(module.getSource())
            .setModule(module.getModule())
            .build();
    CloneRecord.Builder record =
        named(known, event)
            .clearArrived()
            .addAllArrived(
                Stream.concat(known.getArrivedList().stream(), Stream.of(arrived))
                    .sorted(Comparator.comparingInt(ArrivedModule::getSource))
                    .toList());
    return state == CloneState.CLONE_STATE_LOCALIZING
        ? joined(record, new ArrayList<>())
        : saved(record, List.of());
  }

  /** Hands out the insertion when no module is missing any more. */
  private static Step joined(CloneRecord.Builder record, List<Effect> effects) {
    if (record.getArrivedCount() < CloneWork.modules(record.getClone())) {
      return saved(record, effects);
    }
    record.getCloneBuilder().setState(CloneState.CLONE_STATE_INSERTING);
    effects.add(0, new Effect.HandOutInsertWork(CloneWork.insertion(record)));
    return saved(record.clearArrived(), effects);
  }

  private static Step ended(CloneRecord known, CloneEvent event, Consumer<Clone.Builder> end) {
    if (WantedClones.isTerminal(known.getClone().getState())) {
      return Step.unchanged(known);
    }
    CloneRecord.Builder record = named(known, event).clearArrived().clearParentPath();
    end.accept(record.getCloneBuilder());
    boolean completed = record.getClone().hasResult() && isAccepted(known);
    return saved(record, completed ? List.of(new Effect.Enter(record.getClone())) : List.of());
  }

  private static Step deleted(CloneRecord known, CloneEvent event) {
    Clone left =
        Clone.newBuilder()
            .setId(event.getCloneId())
            .setOwner(event.getOwner())
            .setState(CloneState.CLONE_STATE_CANCELLED)
            .build();
    return saved(
        CloneRecord.newBuilder().setClone(left).setDeleted(true),
        isAccepted(known) ? List.of(new Effect.Strike(known.getClone())) : List.of());
  }

  private static CloneEvent restored(Clone clone, ByteString path) {
    return CloneEvent.newBuilder()
        .setCloneId(clone.getId())
        .setOwner(clone.getOwner())
        .setCompleted(
            CloneCompleted.newBuilder()
                .setPath(path)
                .setName(clone.getName())
                .setResult(PathFigures.of(path.toByteArray()).result().setRestored(true)))
        .build();
  }

  /** Whether more is known than events that came too early. */
  static boolean isAccepted(CloneRecord record) {
    return record.getClone().hasSpec();
  }

  private static CloneRecord.Builder named(CloneRecord known, CloneEvent event) {
    CloneRecord.Builder record = known.toBuilder();
    record.getCloneBuilder().setId(event.getCloneId()).setOwner(event.getOwner());
    return record;
  }

  private static Step saved(CloneRecord.Builder record, List<Effect> before) {
    CloneRecord numbered = numbered(record);
    List<Effect> effects = new ArrayList<>(before);
    effects.add(new Effect.SaveSnapshot(numbered));
    return new Step(numbered, List.copyOf(effects));
  }

  /** The revision follows from the rest, so that any order of events ends in the same record. */
  private static CloneRecord numbered(CloneRecord.Builder record) {
    int modules = CloneWork.modules(record.getClone());
    long revision =
        record.getDeleted()
            ? LAST_REVISION
            : !record.getClone().hasSpec()
                ? 0
                : switch (record.getClone().getState()) {
                  case CLONE_STATE_UNSPECIFIED, UNRECOGNIZED -> 0;
                  case CLONE_STATE_REQUESTED -> 1;
                  case CLONE_STATE_LOCALIZING -> 2 + record.getArrivedCount();
                  case CLONE_STATE_INSERTING -> 2 + modules;
                  case CLONE_STATE_COMPLETED, CLONE_STATE_FAILED, CLONE_STATE_CANCELLED ->
                      3 + modules;
                };
    record.getCloneBuilder().setRevision(revision);
    return record.build();
  }
}
