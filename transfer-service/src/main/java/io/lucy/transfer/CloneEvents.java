package io.lucy.transfer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.LucyException;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.PoisonedRecordException;
import io.lucy.fabric.log.RecordHandler;
import io.lucy.fabric.state.StateStore;
import io.lucy.proto.event.v1.CloneCompleted;
import io.lucy.proto.event.v1.CloneEvent;
import java.time.Duration;
import java.util.Optional;

/**
 * Follows what happens to clones: keeps the data of those that are being built, and the paths of
 * those that were.
 *
 * <p>Each event adds to the facts that are known of its clone; what has to be kept follows from all
 * of them together. So neither the order of events nor their repetition makes a difference.
 */
final class CloneEvents implements RecordHandler {
  /** Longer than events are kept, so that none finds its clone forgotten. */
  private static final Duration MEMORY = Duration.ofDays(30);

  private final OwnedBlobs blobs;
  private final PathRecords paths;
  private final StateStore state;
  private final BuiltState built;
  private final References references;

  CloneEvents(
      OwnedBlobs blobs,
      PathRecords paths,
      StateStore state,
      BuiltState built,
      References references) {
    this.blobs = blobs;
    this.paths = paths;
    this.state = state;
    this.built = built;
    this.references = references;
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
      case FAILED, CANCELLED -> settle(event, CloneFacts.ENDED);
      case DELETED -> deleted(event);
      // What a newer release says may concern others, but not paths and data.
      case MODULE_LOCALIZED, EVENT_NOT_SET -> {}
    }
  }

  private void requested(CloneEvent event) {
    BlobId data = readable(() -> Digests.blob(event.getRequested().getClone().getSpec().getData()));
    settle(event, CloneFacts.requested(data));
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
    String name =
        Names.isName(completed.getName()) ? completed.getName() : Names.made(event.getCloneId());
    CloneFacts facts =
        settle(event, CloneFacts.completed(new CloneFacts.Result(path.id(), path.blob(), name)));
    if (facts.keepsPath()) {
      blobs.putResult(event.getOwner(), path.blob(), path.bytes());
      paths.keep(event.getOwner(), event.getCloneId(), name, path);
      letGoIfDeleted(event);
    }
  }

  private void deleted(CloneEvent event) {
    CloneFacts facts = settle(event, CloneFacts.DELETED);
    facts.path().ifPresent(path -> paths.letGo(event.getOwner(), event.getCloneId(), path));
  }

  /** A deletion that another process handles at the same time may have come too early to see it. */
  private void letGoIfDeleted(CloneEvent event) {
    facts(event)
        .filter(CloneFacts::deleted)
        .flatMap(CloneFacts::path)
        .ifPresent(path -> paths.letGo(event.getOwner(), event.getCloneId(), path));
  }

  /** Adds to what is known of the clone, and keeps or lets go of its data accordingly. */
  private CloneFacts settle(CloneEvent event, CloneFacts news) {
    CloneFacts facts = learn(event, news);
    String reference = References.clone(event.getOwner(), event.getCloneId());
    if (facts.needsData()) {
      facts.data().ifPresent(data -> references.add(data, reference));
      // Another process may have heard of the end after this one looked, and before it added.
      facts = facts(event).orElse(facts);
    }
    if (!facts.needsData()) {
      facts.data().ifPresent(data -> references.remove(data, reference));
    }
    return facts;
  }

  private CloneFacts learn(CloneEvent event, CloneFacts news) {
    String key = TransferKeys.heard(event.getOwner(), event.getCloneId());
    while (true) {
      Optional<byte[]> before = built.get(key);
      CloneFacts known = before.map(CloneFacts::decode).orElse(news).and(news);
      byte[] after = known.encode();
      boolean kept =
          before.isPresent()
              ? state.replace(key, before.get(), after)
              : state.putIfAbsent(key, after);
      if (kept) {
        if (known.ended() && !known.keepsPath()) {
          state.put(key, after, MEMORY);
        }
        return known;
      }
    }
  }

  private Optional<CloneFacts> facts(CloneEvent event) {
    return state
        .get(TransferKeys.heard(event.getOwner(), event.getCloneId()))
        .map(CloneFacts::decode);
  }

  private static <T> T readable(java.util.function.Supplier<T> reader) {
    try {
      return reader.get();
    } catch (LucyException e) {
      throw new PoisonedRecordException(e.getMessage(), e);
    }
  }
}
