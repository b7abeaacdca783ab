package io.lucy.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.plan.NetworkFacts;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What is known of the networks of a zoo, by the digests of their files. Each file is examined
 * once, by whoever asks first. Safe to share between threads.
 */
final class Examinations {
  private final Map<String, CompletableFuture<Examination>> byDigest = new ConcurrentHashMap<>();

  /**
   * Examines an entry's file, or knows it.
   *
   * @throws LucyException {@link Reason#DIGEST_MISMATCH} or {@link Reason#NOT_FOUND} if the file is
   *     no longer the entry's
   */
  Examination of(Zoo zoo, ZooEntry entry) {
    CompletableFuture<Examination> mine = new CompletableFuture<>();
    CompletableFuture<Examination> known = byDigest.putIfAbsent(entry.digest(), mine);
    if (known == null) {
      examine(zoo, entry, mine);
    }
    try {
      return (known == null ? mine : known).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void examine(Zoo zoo, ZooEntry entry, CompletableFuture<Examination> result) {
    try {
      result.complete(Examination.of(zoo.bytes(entry)));
    } catch (RuntimeException | Error e) {
      byDigest.remove(entry.digest(), result);
      result.completeExceptionally(e);
    }
  }

  /**
   * What a plan asks of an entry.
   *
   * @throws LucyException as {@link Examination#factsOf} and {@link #of}
   */
  NetworkFacts facts(Zoo zoo, ZooEntry entry) {
    return of(zoo, entry).factsOf(entry);
  }

  /** Whether the file with a digest was examined, and is a network that can be used. */
  boolean isNetwork(String digest) {
    CompletableFuture<Examination> known = byDigest.get(digest);
    return known != null
        && known.isDone()
        && !known.isCompletedExceptionally()
        && known.join().refusal() == null;
  }

  /** Forgets all files that are not in the zoo. */
  void retain(Zoo zoo) {
    Set<String> digests = zoo.versions().stream().map(ZooEntry::digest).collect(Collectors.toSet());
    byDigest.keySet().retainAll(digests);
  }
}
