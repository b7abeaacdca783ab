package io.lucy.transfer;

import static io.lucy.transfer.TransferKeys.IMPORT;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.state.StateStore;
import io.lucy.proto.event.v1.PathRecord;
import io.lucy.proto.transfer.v1.StoredPath;
import java.util.List;
import java.util.Optional;

/**
 * Which paths are kept, and why: a path stays for as long as a clone that it came from, and for
 * good if it was imported. Its record names the first of those clones by id, so that the order in
 * which they came makes no difference.
 *
 * <p>Every method is idempotent, and tolerates that another process does the same or the opposite
 * at the same time. First the log knows of a change, then the state store, with the record itself
 * last: where there is a record, everything else is there too.
 */
final class PathRecords {
  private final OwnedBlobs blobs;
  private final StateStore state;
  private final References references;
  private final Announcements announcements;
  private final PathCache cache;
  private final Stripes stripes = new Stripes();

  PathRecords(
      OwnedBlobs blobs,
      StateStore state,
      References references,
      Announcements announcements,
      PathCache cache) {
    this.blobs = blobs;
    this.state = state;
    this.references = references;
    this.announcements = announcements;
    this.cache = cache;
  }

  /** Keeps a path, whose blob is here, for a clone's sake, or {@link TransferKeys#IMPORT}'s. */
  PathRecord keep(String owner, String cloneId, String name, EncodedPath path) {
    synchronized (stripes.of(TransferKeys.record(owner, path.id()))) {
      state.add(TransferKeys.pathClones(owner, path.id()), cloneId);
      references.add(path.blob(), References.path(owner, path.id(), cloneId));
      Optional<PathRecord> present = find(owner, path.id());
      boolean imported =
          cloneId.equals(IMPORT) || present.map(PathRecord::getImported).orElse(false);
      PathRecord next = present.orElseGet(PathRecord::getDefaultInstance);
      byte[] bytes = path.bytes();
      if (present.isEmpty() || cloneId.compareTo(cloneOf(present.get())) < 0) {
        next = describe(owner, cloneId, name, path);
      } else if (imported == next.getImported()) {
        return next;
      } else {
        bytes = blobs.bytes(Digests.blob(next.getPath().getData()));
      }
      next = next.toBuilder().setImported(imported).build();
      announce(next, bytes);
      put(next);
      return next;
    }
  }

  /** Forgets that a path came from a clone, and the path with the last of them. */
  void letGo(String owner, String cloneId, CloneFacts.Result result) {
    String id = result.pathId();
    synchronized (stripes.of(TransferKeys.record(owner, id))) {
      state.remove(TransferKeys.pathClones(owner, id), cloneId);
      references.remove(result.data(), References.path(owner, id, cloneId));
      Optional<PathRecord> present = find(owner, id);
      if (present.isEmpty()) {
        return;
      }
      Optional<String> heir = firstClone(owner, id);
      if (heir.isEmpty()) {
        announcements.forgotten(Topic.PATHS, owner, id, PathRecord.getDefaultInstance());
        forget(present.get());
        // A clone that came to the same path meanwhile, in another process, saw the record yet.
        heir = firstClone(owner, id);
        heir.ifPresent(late -> inherit(present.get(), late));
      } else if (cloneOf(present.get()).equals(cloneId)) {
        inherit(present.get(), heir.get());
      }
    }
  }

  Optional<PathRecord> find(String owner, String pathId) {
    return state.get(TransferKeys.path(owner, pathId)).map(PathRecords::decode);
  }

  /**
   * Puts into the state store, and among the blobs, what a record of lucy.paths says. Returns the
   * path that it keeps, if any.
   */
  Optional<StoredPath> restore(LogRecord record) throws InvalidProtocolBufferException {
    if (record.isTombstone()) {
      state.get("path:" + record.key()).ifPresent(bytes -> forgetAll(decode(bytes)));
      return Optional.empty();
    }
    PathRecord kept = PathRecord.parseFrom(record.value());
    StoredPath path = kept.getPath();
    String owner = path.getOwner();
    String id = Digests.digits(path.getPathId(), "path id");
    BlobId blob = Digests.blob(path.getData());
    blobs.putResult(owner, blob, kept.getEncoded().toByteArray());
    find(owner, id).ifPresent(this::forgetAll);
    for (String clone :
        kept.getImported() ? List.of(cloneOf(kept), IMPORT) : List.of(cloneOf(kept))) {
      state.add(TransferKeys.pathClones(owner, id), clone);
      references.add(blob, References.path(owner, id, clone));
    }
    put(kept.toBuilder().clearEncoded().build());
    return Optional.of(path);
  }

  /** Puts into the state store that a path, if it is kept, came from this clone too. */
  Optional<CloneFacts.Result> restoreClone(
      String owner, String cloneId, String name, String pathId) {
    return find(owner, pathId)
        .map(
            kept -> {
              BlobId blob = Digests.blob(kept.getPath().getData());
              state.add(TransferKeys.pathClones(owner, pathId), cloneId);
              references.add(blob, References.path(owner, pathId, cloneId));
              return new CloneFacts.Result(pathId, blob, name);
            });
  }

  private static PathRecord describe(String owner, String cloneId, String name, EncodedPath path) {
    return PathRecord.newBuilder()
        .setPath(
            StoredPath.newBuilder()
                .setPathId(Digests.bytes(path.id()))
                .setOwner(owner)
                .setSizeBytes(path.blob().sizeBytes())
                .addAllLabels(path.labels())
                .setCloneId(cloneId.equals(IMPORT) ? "" : cloneId)
                .setName(name)
                .setData(Digests.of(path.blob())))
        .build();
  }

  /**
   * Names another clone in the record of a path, and what it came as from there, if that is here.
   */
  private void inherit(PathRecord record, String heir) {
    String owner = record.getPath().getOwner();
    String id = id(record);
    StoredPath.Builder path =
        record.getPath().toBuilder().setCloneId(heir.equals(IMPORT) ? "" : heir);
    state
        .get(TransferKeys.heard(owner, heir))
        .flatMap(facts -> CloneFacts.decode(facts).path())
        .filter(result -> result.pathId().equals(id))
        .ifPresent(
            result -> {
              path.setName(result.name());
              if (blobs.isKept(result.data())) {
                path.setData(Digests.of(result.data())).setSizeBytes(result.data().sizeBytes());
              }
            });
    BlobId blob = Digests.blob(path.getData());
    references.add(blob, References.path(owner, id, heir));
    PathRecord next = record.toBuilder().setPath(path).build();
    announce(next, blobs.bytes(blob));
    put(next);
  }

  private void announce(PathRecord record, byte[] encoded) {
    announcements.kept(
        Topic.PATHS,
        record.getPath().getOwner(),
        id(record),
        record.toBuilder().setEncoded(ByteString.copyFrom(encoded)).build());
  }

  private void put(PathRecord record) {
    String owner = record.getPath().getOwner();
    cache.forget(TransferKeys.path(owner, id(record)));
    state.add(TransferKeys.paths(owner), id(record));
    state.put(TransferKeys.path(owner, id(record)), record.toByteArray());
  }

  private void forget(PathRecord record) {
    String owner = record.getPath().getOwner();
    cache.forget(TransferKeys.path(owner, id(record)));
    state.remove(TransferKeys.paths(owner), id(record));
    state.delete(TransferKeys.path(owner, id(record)));
  }

  private void forgetAll(PathRecord record) {
    String owner = record.getPath().getOwner();
    BlobId blob = Digests.blob(record.getPath().getData());
    for (String clone : List.of(cloneOf(record), IMPORT)) {
      state.remove(TransferKeys.pathClones(owner, id(record)), clone);
      references.remove(blob, References.path(owner, id(record), clone));
    }
    forget(record);
  }

  private Optional<String> firstClone(String owner, String pathId) {
    return state.members(TransferKeys.pathClones(owner, pathId), "", 1).stream().findFirst();
  }

  private static String cloneOf(PathRecord record) {
    String clone = record.getPath().getCloneId();
    return clone.isEmpty() ? IMPORT : clone;
  }

  private static String id(PathRecord record) {
    return Digests.digits(record.getPath().getPathId(), "path id");
  }

  private static PathRecord decode(byte[] bytes) {
    try {
      return PathRecord.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the state store has a path that cannot be read", e);
    }
  }
}
