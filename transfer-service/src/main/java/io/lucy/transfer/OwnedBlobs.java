package io.lucy.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.Sha256;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.blob.BlobUpload;
import io.lucy.fabric.blob.FolderBlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Blobs as their owners see them: stored once, whoever brings them, yet there only for those who
 * brought their bytes or were given them.
 */
public final class OwnedBlobs {
  /** The largest blob that comes in one piece. */
  public static final int MAX_PIECE_BYTES = 2 << 20;

  private static final int OWNER_DIGITS = 16;

  private final FolderBlobStore store;
  private final Claims claims;
  private final Quota quota;
  private final References references;

  OwnedBlobs(FolderBlobStore store, Claims claims, Quota quota, References references) {
    this.store = store;
    this.claims = claims;
    this.quota = quota;
    this.references = references;
  }

  /** Those that are not here for the owner. The time of grace of the others begins anew. */
  public Set<BlobId> missing(String owner, Collection<BlobId> blobs) {
    Set<BlobId> missing = new LinkedHashSet<>(blobs);
    missing.removeIf(blob -> isVisible(owner, blob) && store.missing(Set.of(blob)).isEmpty());
    return missing;
  }

  /**
   * Keeps a small blob for the owner. Idempotent.
   *
   * @throws LucyException with {@link Reason#ARGUMENT_INVALID} for a wrong or too large size,
   *     {@link Reason#DIGEST_MISMATCH} for other bytes, {@link Reason#QUOTA_EXCEEDED}, {@link
   *     Reason#STORAGE_FAILED}
   */
  public void put(String owner, BlobId blob, byte[] bytes) {
    if (blob.sizeBytes() > MAX_PIECE_BYTES || bytes.length != blob.sizeBytes()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "blob %s: %d bytes came (expected: its size, at most %d; larger blobs move as byte streams)"
              .formatted(blob, bytes.length, MAX_PIECE_BYTES));
    }
    String sha256 = Sha256.hex(bytes);
    if (!sha256.equals(blob.sha256())) {
      throw new LucyException(
          Reason.DIGEST_MISMATCH,
          "blob %s: the bytes that came have digest %s (send them again)".formatted(blob, sha256));
    }
    claimed(owner, blob, () -> store.put(blob, () -> new ByteArrayInputStream(bytes)));
  }

  /**
   * Keeps bytes that were made here, whatever the owner's quota: what clones become is never
   * refused for its few kilobytes.
   */
  void putResult(String owner, BlobId blob, byte[] bytes) {
    claims.add(owner, blob);
    store.put(blob, () -> new ByteArrayInputStream(bytes));
  }

  /**
   * A blob that the owner may read, as a file; open, it stays readable.
   *
   * @throws LucyException with {@link Reason#NOT_FOUND}, also if it is here for others only
   */
  public Path file(String owner, BlobId blob) {
    if (!isVisible(owner, blob)) {
      throw notFound(blob);
    }
    return store.file(blob);
  }

  /** As {@link #file}, and the blob's time of grace begins anew. */
  Path renewedFile(String owner, BlobId blob) {
    if (!missing(owner, Set.of(blob)).isEmpty()) {
      throw notFound(blob);
    }
    return store.file(blob);
  }

  /** The bytes of a small blob, which is kept for somebody. */
  byte[] bytes(BlobId blob) {
    try {
      return Files.readAllBytes(store.file(blob));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read blob " + blob, e);
    }
  }

  /** Whether the blob is kept for anybody. */
  boolean isKept(BlobId blob) {
    return store.missing(Set.of(blob)).isEmpty();
  }

  /** Lets go of a blob: if nothing refers to it, it stays for the time of grace. */
  void letGo(String owner, BlobId blob) {
    claims.renew(owner, blob);
  }

  /** An upload in pieces, new or begun earlier by this owner under the same id. */
  public BlobUpload upload(String owner, String id, BlobId blob) {
    String owned = Sha256.hex(owner.getBytes(US_ASCII)).substring(0, OWNER_DIGITS) + "-" + id;
    return new OwnedUpload(owner, store.upload(owned, blob), store.uploadAnew(owned, blob));
  }

  public Usage usage(String owner) {
    return new Usage(quota.usedBytes(owner), quota.limitBytes());
  }

  /**
   * How much an owner keeps, and may.
   *
   * @param quotaBytes 0: no limit
   */
  public record Usage(long usedBytes, long quotaBytes) {}

  private boolean isVisible(String owner, BlobId blob) {
    return claims.renew(owner, blob) || references.has(blob, owner);
  }

  /** Claims a blob before it is kept, so that it is never collected in between. */
  private void claimed(String owner, BlobId blob, Runnable keep) {
    boolean isNew = quota.claim(owner, blob);
    try {
      claims.force(owner, blob);
      keep.run();
    } catch (RuntimeException e) {
      if (isNew) {
        claims.release(owner, blob);
      }
      throw e;
    }
  }

  private static LucyException notFound(BlobId blob) {
    return new LucyException(
        Reason.NOT_FOUND, "no blob " + blob + " here (upload it, or ask for its owner's)");
  }

  /** An upload whose blob belongs to its owner when it is complete, and is not there before. */
  private final class OwnedUpload implements BlobUpload {
    private final String owner;
    private final BlobUpload known;
    private final BlobUpload anew;

    OwnedUpload(String owner, BlobUpload known, BlobUpload anew) {
      this.owner = owner;
      this.known = known;
      this.anew = anew;
    }

    @Override
    public BlobId blob() {
      return anew.blob();
    }

    @Override
    public boolean isComplete() {
      return current().isComplete();
    }

    @Override
    public OptionalLong committedBytes() {
      return current().committedBytes();
    }

    @Override
    public void append(long offset, ByteBuffer bytes) {
      if (offset == 0) {
        quota.begin(owner, blob());
      }
      try {
        anew.append(offset, bytes);
      } catch (LucyException e) {
        if (e.reason() == Reason.STORAGE_FAILED || e.reason() == Reason.DIGEST_MISMATCH) {
          quota.giveUp(owner, blob());
        }
        throw e;
      }
    }

    @Override
    public void finish() {
      BlobUpload upload = current();
      claimed(owner, blob(), upload::finish);
    }

    private BlobUpload current() {
      return isVisible(owner, blob()) ? known : anew;
    }
  }
}
