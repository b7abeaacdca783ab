package io.lucy.inserter;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.log.Appends;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.PoisonedRecordException;
import io.lucy.fabric.log.RecordHandler;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneId;
import io.lucy.fabric.work.WantedClones;
import io.lucy.fabric.work.WorkMonitor;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneFailure;
import io.lucy.proto.event.v1.CloneCompleted;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneFailed;
import io.lucy.proto.event.v1.InsertWork;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** Inserts what was handed out, one clone after the other. */
final class InsertWorker implements RecordHandler {
  /** The group of consumers of {@link io.lucy.fabric.log.Topic#INSERT_WORK} that this is. */
  static final String GROUP = "inserter-work";

  private final StateStore store;
  private final WantedClones wanted;
  private final EffectPerformer performer;
  private final Insertion insertion;
  private final ScheduledExecutorService timer;

  InsertWorker(
      StateStore store,
      EffectPerformer performer,
      Insertion insertion,
      ScheduledExecutorService timer) {
    this.store = store;
    this.wanted = new WantedClones(store);
    this.performer = performer;
    this.insertion = insertion;
    this.timer = timer;
  }

  @Override
  public void handle(LogRecord record) throws InterruptedException {
    InsertWork work = parse(record);
    CloneId clone = StoredClones.id(work.getClone());
    if (!wanted.isWanted(clone)) {
      return;
    }
    CloneEvent.Builder event =
        CloneEvent.newBuilder().setCloneId(clone.id()).setOwner(clone.owner());
    try {
      event.setCompleted(completed(work, clone));
    } catch (LucyException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("inserting clone " + clone + " goes on elsewhere");
      }
      if (e.reason() == Reason.CANCELLED) {
        return;
      }
      event.setFailed(failed(e));
    }
    Appends.await(performer.announce(event.build()));
  }

  private CloneCompleted completed(InsertWork work, CloneId clone) {
    Cancellation cancellation = new Cancellation();
    try (WorkMonitor monitor = new WorkMonitor(store, () -> List.of(clone), cancellation, timer)) {
      Insertion.Inserted inserted = insertion.insert(work, monitor, cancellation);
      return CloneCompleted.newBuilder()
          .setPath(ByteString.copyFrom(inserted.path()))
          .setResult(inserted.result())
          .setName(work.getClone().getName())
          .build();
    }
  }

  private static CloneFailed failed(LucyException e) {
    return CloneFailed.newBuilder()
        .setFailure(
            CloneFailure.newBuilder()
                .setReason(e.reason().name())
                .setMessage(String.valueOf(e.getMessage())))
        .build();
  }

  private static InsertWork parse(LogRecord record) {
    try {
      InsertWork work = InsertWork.parseFrom(record.value());
      Clone clone = work.getClone();
      if (clone.getId().isEmpty() || clone.getOwner().isEmpty() || !clone.hasPlan()) {
        throw new PoisonedRecordException(
            "work without clone, owner or plan (expected: all, as lucy.event.v1.InsertWork says)");
      }
      return work;
    } catch (InvalidProtocolBufferException e) {
      throw new PoisonedRecordException("not an encoded lucy.event.v1.InsertWork", e);
    }
  }
}
