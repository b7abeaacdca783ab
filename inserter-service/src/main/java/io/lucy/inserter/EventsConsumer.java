package io.lucy.inserter;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.fabric.log.CloudEvents;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.PoisonedRecordException;
import io.lucy.fabric.log.RecordHandler;
import io.lucy.fabric.work.CloneId;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneRecord;

/** Takes clones through their lives, event by event. */
final class EventsConsumer implements RecordHandler {
  /** The group of consumers of {@link io.lucy.fabric.log.Topic#EVENTS} that this is. */
  static final String GROUP = "inserter";

  private final StoredClones clones;
  private final EffectPerformer performer;

  EventsConsumer(StoredClones clones, EffectPerformer performer) {
    this.clones = clones;
    this.performer = performer;
  }

  @Override
  public void handle(LogRecord record) throws InterruptedException {
    CloneEvent event = parse(record);
    CloneId clone = new CloneId(event.getOwner(), event.getCloneId());
    CloneRecord known = clones.find(clone).orElse(CloneRecord.getDefaultInstance());
    performer.perform(CloneLife.apply(known, event, CloudEvents.time(record)).effects());
  }

  private static CloneEvent parse(LogRecord record) {
    try {
      CloneEvent event = CloneEvent.parseFrom(record.value());
      if (event.getCloneId().isEmpty() || event.getOwner().isEmpty()) {
        throw new PoisonedRecordException(
            "an event without clone or owner (expected: both, as lucy.event.v1.CloneEvent says)");
      }
      return event;
    } catch (InvalidProtocolBufferException e) {
      throw new PoisonedRecordException("not an encoded lucy.event.v1.CloneEvent", e);
    }
  }
}
