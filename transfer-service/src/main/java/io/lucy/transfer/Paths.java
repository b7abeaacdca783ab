package io.lucy.transfer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.path.ClonePath;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.state.StateStore;
import io.lucy.proto.event.v1.PathRecord;
import io.lucy.proto.transfer.v1.StoredPath;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Clone paths that are kept, by owner and id. */
public final class Paths {
  private static final Pattern MEMBER = Pattern.compile("[0-9a-f]{64}");

  private final OwnedBlobs blobs;
  private final StateStore state;
  private final BuiltState built;
  private final PathRecords records;
  private final PathCache cache;

  Paths(
      OwnedBlobs blobs, StateStore state, BuiltState built, PathRecords records, PathCache cache) {
    this.blobs = blobs;
    this.state = state;
    this.built = built;
    this.records = records;
    this.cache = cache;
  }

  /**
   * Keeps a path from elsewhere, after reading it whole, and announces it. Idempotent.
   *
   * @param name empty to have one made
   * @throws LucyException with {@link Reason#PATH_CORRUPT}, {@link Reason#PATH_TOO_OLD}, {@link
   *     Reason#PATH_TOO_NEW}, {@link Reason#PATH_TOO_LARGE}, {@link Reason#ARGUMENT_INVALID} for a
   *     name that is none, {@link Reason#QUOTA_EXCEEDED}
   */
  public StoredPath put(String owner, byte[] bytes, String name) {
    if (!name.isEmpty()) {
      Names.checked(name);
    }
    built.require();
    EncodedPath path = EncodedPath.of(bytes);
    blobs.put(owner, path.blob(), bytes);
    return imported(owner, path, name);
  }

  /** As {@link #put}, of a blob that is here: {@link Reason#NOT_FOUND} if it is not. */
  public StoredPath putBlob(String owner, BlobId blob, String name) {
    if (!name.isEmpty()) {
      Names.checked(name);
    }
    built.require();
    if (blob.sizeBytes() > ClonePath.MAX_SIZE_BYTES) {
      throw new LucyException(
          Reason.PATH_TOO_LARGE,
          "blob %s: too large for a clone path (at most: %d bytes)"
              .formatted(blob, ClonePath.MAX_SIZE_BYTES));
    }
    blobs.renewedFile(owner, blob);
    return imported(owner, EncodedPath.of(blobs.bytes(blob)), name);
  }

  /**
   * The bytes of a path of the owner, as they are stored; not to be changed.
   *
   * @throws LucyException with {@link Reason#NOT_FOUND}
   */
  public byte[] get(String owner, String pathId) {
    String key = TransferKeys.path(owner, pathId);
    Optional<byte[]> hot = cache.get(key);
    if (hot.isPresent()) {
      return hot.get();
    }
    StoredPath path =
        built
            .get(key)
            .map(Paths::decode)
            .orElseThrow(
                () ->
                    new LucyException(
                        Reason.NOT_FOUND,
                        "no path " + pathId + " here (see path list; or import it)"));
    byte[] bytes = blobs.bytes(Digests.blob(path.getData()));
    cache.put(key, bytes);
    return bytes;
  }

  /** Paths of the owner by id. */
  public Page<StoredPath> list(String owner, Page.Request request) {
    built.require();
    return Page.of(
        request,
        MEMBER,
        (after, limit) -> state.members(TransferKeys.paths(owner), after, limit),
        members -> recorded(owner, members));
  }

  private StoredPath imported(String owner, EncodedPath path, String name) {
    String given = name.isEmpty() ? Names.made(path.id()) : name;
    return records.keep(owner, TransferKeys.IMPORT, given, path).getPath();
  }

  private List<Optional<Page.Sized<StoredPath>>> recorded(String owner, List<String> members) {
    List<String> keys = members.stream().map(id -> TransferKeys.path(owner, id)).toList();
    return state.getAll(keys).stream()
        .map(value -> value.map(bytes -> new Page.Sized<>(decode(bytes), bytes.length)))
        .toList();
  }

  private static StoredPath decode(byte[] bytes) {
    try {
      return PathRecord.parseFrom(bytes).getPath();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the state store has a path that cannot be read", e);
    }
  }
}
