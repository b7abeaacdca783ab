package io.lucy.transfer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.LucyException;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.PoisonedRecordException;
import io.lucy.fabric.log.RecordHandler;
import io.lucy.proto.event.v1.CloneCompleted;
import io.lucy.proto.event.v1.CloneEvent;
import java.util.function.Supplier;

/**
 * Follows what happens to clones: keeps the data of those that are being built, and the paths of
 * those that were.
 *
 * <p>Each event adds to the facts that are known of its clone; what has to be kept follows from all
 * of them together. So neither the order of events nor their repetition makes a difference.
 */
final class CloneEvents implements RecordHandler {
  private final OwnedBlobs blobs;
  private final PathRecords paths;
  private final HeardClones clones;

  CloneEvents(OwnedBlobs blobs, PathRecords paths, HeardClones clones) {
    this.blobs = blobs;
    this.paths = paths;
    this.clones = clones;
  }

  @Override
  public void handle(LogRecord record) {
    CloneEvent event;
    try {
      event = CloneEvent.parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      throw new PoisonedRecordException("no CloneEvent: " + e.getMessage(), e);
    }
    switch (event.getEventCase()) {
      case REQUESTED -> requested(event);
      case COMPLETED -> completed(event);
      case FAILED, CANCELLED -> hear(event, CloneFacts.ENDED);
      case DELETED -> deleted(event);
      // What a newer release says may concern others, but not paths and data.
      case MODULE_LOCALIZED, EVENT_NOT_SET -> {}
    }
  }

  private void requested(CloneEvent event) {
    BlobId data = readable(() -> Digests.blob(event.getRequested().getClone().getSpec().getData()));
    hear(event, CloneFacts.requested(data));
  }

  private void completed(CloneEvent event) {
    CloneCompleted completed = event.getCompleted();
    EncodedPath path = readable(() -> EncodedPath.of(completed.getPath().toByteArray()));
    String told = readable(() -> Digests.digits(completed.getResult().getPathId(), "path id"));
    if (!told.equals(path.id())) {
      throw new PoisonedRecordException(
          "clone %s: path with id %s (its event says: %s)"
              .formatted(event.getCloneId(), path.id(), told));
    }
    String name = Names.isName(completed.getName()) ? completed.getName() : Names.made(path.id());
    CloneFacts facts =
        hear(event, CloneFacts.completed(new CloneFacts.Result(path.id(), path.blob(), name)));
    if (facts.keepsPath()) {
      blobs.putResult(event.getOwner(), path.blob(), path.bytes());
      paths.keep(event.getOwner(), event.getCloneId(), name, path);
      // A deletion that another process handles at the same time may have come too early to see it.
      clones
          .facts(event.getOwner(), event.getCloneId())
          .filter(CloneFacts::deleted)
          .ifPresent(late -> letGo(event, late));
    }
  }

  private void deleted(CloneEvent event) {
    letGo(event, hear(event, CloneFacts.DELETED));
  }

  private void letGo(CloneEvent event, CloneFacts facts) {
    facts.path().ifPresent(path -> paths.letGo(event.getOwner(), event.getCloneId(), path));
  }

  private CloneFacts hear(CloneEvent event, CloneFacts news) {
    return clones.hear(event.getOwner(), event.getCloneId(), news);
  }

  private static <T> T readable(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (LucyException e) {
      throw new PoisonedRecordException(e.getMessage(), e);
    }
  }
}
