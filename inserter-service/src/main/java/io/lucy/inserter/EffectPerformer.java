package io.lucy.inserter;

import com.google.protobuf.Message;
import io.lucy.fabric.grpc.Digits;
import io.lucy.fabric.log.Appends;
import io.lucy.fabric.log.CloudEvents;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.work.CloneId;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneRecord;
import io.lucy.proto.event.v1.InsertWork;
import io.lucy.proto.event.v1.LocalizeWork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Does what the steps of clones' lives entail. */
final class EffectPerformer {
  private static final CloudEvents EVENTS = new CloudEvents("/lucy/inserter");

  private final EventLog log;
  private final StoredClones clones;
  private final CloneIndex index;

  EffectPerformer(EventLog log, StoredClones clones, CloneIndex index) {
    this.log = log;
    this.clones = clones;
    this.index = index;
  }

  /**
   * Does all of a step's effects, and returns when the log has them.
   *
   * <p>The snapshot waits for the rest: if it were there and the work were not, the event that
   * comes again would find nothing left to do.
   */
  void perform(List<Effect> effects) throws InterruptedException {
    List<CompletableFuture<Void>> appended = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.HandOutLocalizeWork handOut) {
        appended.add(handOut(handOut.work()));
      } else if (effect instanceof Effect.HandOutInsertWork handOut) {
        appended.add(handOut(handOut.work()));
      } else if (effect instanceof Effect.Announce announce) {
        appended.add(announce(announce.event()));
      } else if (effect instanceof Effect.Enter enter) {
        index.enter(enter.entered());
      } else if (effect instanceof Effect.Strike strike) {
        index.strike(strike.struck());
      } else if (effect instanceof Effect.SaveSnapshot save) {
        Appends.await(appended);
        appended.clear();
        save(save.record());
      }
    }
    Appends.await(appended);
  }

  /** Says something about a clone. */
  CompletableFuture<Void> announce(CloneEvent event) {
    return append(Topic.EVENTS, event.getCloneId(), event, event.getCloneId(), event.getOwner());
  }

  private CompletableFuture<Void> handOut(LocalizeWork work) {
    String key = Digits.of(work.getKey());
    clones.want(key, new CloneId(work.getOwner(), work.getCloneId()));
    return append(Topic.LOCALIZE_WORK, key, work, work.getCloneId(), work.getOwner());
  }

  private CompletableFuture<Void> handOut(InsertWork work) {
    Clone clone = work.getClone();
    return append(Topic.INSERT_WORK, clone.getId(), work, clone.getId(), clone.getOwner());
  }

  private void save(CloneRecord record) throws InterruptedException {
    Clone clone = record.getClone();
    Appends.await(
        List.of(append(Topic.CLONES, clone.getId(), record, clone.getId(), clone.getOwner())));
    clones.put(StoredClones.id(clone), record);
  }

  private CompletableFuture<Void> append(
      Topic topic, String key, Message message, String subject, String owner) {
    return log.append(topic, EVENTS.record(key, message, subject, owner));
  }
}
