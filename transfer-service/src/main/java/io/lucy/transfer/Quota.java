package io.lucy.transfer;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.blob.BlobId;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How much an owner may keep: what it claims, and what it has begun to bring. Blobs that several
 * owners bring are stored once, and count for each.
 */
final class Quota {
  private final Claims claims;
  private final long limitBytes;
  private final Clock clock;
  private final Map<String, Map<BlobId, Instant>> begun = new HashMap<>();

  /** {@code limitBytes} of each owner; 0 for no limit. */
  Quota(Claims claims, long limitBytes, Clock clock) {
    this.claims = claims;
    this.limitBytes = limitBytes;
    this.clock = clock;
  }

  /** 0: no limit. */
  long limitBytes() {
    return limitBytes;
  }

  long usedBytes(String owner) {
    return claims.usedBytes(owner);
  }

  /**
   * Sets room aside for a blob that is about to come, until it is claimed, or given up.
   *
   * @throws LucyException with {@link Reason#QUOTA_EXCEEDED}
   */
  synchronized void begin(String owner, BlobId blob) {
    requireRoom(owner, blob);
    begun.computeIfAbsent(owner, name -> new HashMap<>()).put(blob, clock.instant());
  }

  /**
   * Claims a blob for an owner. Whether the claim is new.
   *
   * @throws LucyException with {@link Reason#QUOTA_EXCEEDED}; then nothing is claimed
   */
  synchronized boolean claim(String owner, BlobId blob) {
    if (!claims.has(owner, blob)) {
      requireRoom(owner, blob);
    }
    giveUp(owner, blob);
    return claims.add(owner, blob);
  }

  /** Frees the room of a blob that does not come. */
  synchronized void giveUp(String owner, BlobId blob) {
    begun.computeIfPresent(
        owner,
        (name, blobs) -> {
          blobs.remove(blob);
          return blobs.isEmpty() ? null : blobs;
        });
  }

  /** Frees the room of blobs of which nothing came since then. */
  synchronized void giveUpBegunBefore(Instant then) {
    begun.values().forEach(blobs -> blobs.values().removeIf(since -> !since.isAfter(then)));
    begun.values().removeIf(Map::isEmpty);
  }

  private void requireRoom(String owner, BlobId blob) {
    if (limitBytes == 0) {
      return;
    }
    long used = claims.usedBytes(owner);
    long coming =
        begun.getOrDefault(owner, Map.of()).keySet().stream()
            .filter(other -> !other.equals(blob))
            .mapToLong(BlobId::sizeBytes)
            .sum();
    if (blob.sizeBytes() > limitBytes - used - coming) {
      throw new LucyException(
          Reason.QUOTA_EXCEEDED,
          "blob %s: %d bytes (used: %d, on their way: %d, quota: %d; delete datasets, or ask for more)"
              .formatted(blob, blob.sizeBytes(), used, coming, limitBytes));
    }
  }
}
