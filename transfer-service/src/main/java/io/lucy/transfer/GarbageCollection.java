package io.lucy.transfer;

import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.blob.FolderBlobStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects blobs that nothing refers to, after a time of grace in which nobody asked for them, and
 * uploads that were given up.
 *
 * <p>A claim goes when nothing of its owner refers to the blob; the blob goes when there is no
 * claim and no reference any more. Each step is complete in itself: a collection that is killed has
 * done some of the work, and the next does the rest. Whoever brings a blob claims it first and
 * keeps it then, which begins its time of grace anew, so that nothing is collected on its way.
 */
public final class GarbageCollection {
  private final FolderBlobStore store;
  private final Claims claims;
  private final Quota quota;
  private final References references;
  private final BuiltState built;
  private final Clock clock;
  private final Duration grace;

  GarbageCollection(
      FolderBlobStore store,
      Claims claims,
      Quota quota,
      References references,
      BuiltState built,
      Clock clock,
      Duration grace) {
    this.store = store;
    this.claims = claims;
    this.quota = quota;
    this.references = references;
    this.built = built;
    this.clock = clock;
    this.grace = grace;
  }

  /**
   * What went.
   *
   * @param bytes of the blobs
   */
  public record Collected(long blobs, long bytes) {}

  /**
   * Collects once.
   *
   * @throws io.lucy.fabric.UnavailableException if the state store cannot tell what is referred to
   */
  public Collected collect() {
    built.require();
    Instant then = clock.instant().minus(grace);
    store.deleteUploadsUntouchedSince(then);
    quota.giveUpBegunBefore(then);
    claims.forEach((owner, blob, touched) -> releaseUnlessWanted(owner, blob, touched, then));
    List<BlobId> unwanted = new ArrayList<>();
    store.forEach(
        stored -> {
          if (!stored.touched().isAfter(then) && !isWanted(stored.id())) {
            unwanted.add(stored.id());
          }
        });
    return delete(unwanted, then);
  }

  private void releaseUnlessWanted(String owner, BlobId blob, Instant touched, Instant then) {
    if (!touched.isAfter(then) && !references.has(blob, owner)) {
      claims.releaseUntouchedSince(owner, blob, then);
    }
  }

  private boolean isWanted(BlobId blob) {
    return claims.has(blob) || references.has(blob);
  }

  private Collected delete(List<BlobId> unwanted, Instant then) {
    // A store that lost everything refers to nothing: what it just said then counts for nothing.
    built.require();
    long blobs = 0;
    long bytes = 0;
    for (BlobId blob : unwanted) {
      if (store.deleteUntouchedSince(blob, then)) {
        blobs++;
        bytes += blob.sizeBytes();
      }
    }
    return new Collected(blobs, bytes);
  }
}
