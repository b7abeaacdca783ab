package io.lucy.fabric.log;

import io.lucy.fabric.UnavailableException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits until the log has what it was given. */
public final class Appends {
  private Appends() {}

  /**
   * Waits for all of them.
   *
   * @throws UnavailableException if one of them failed so
   */
  public static void await(Collection<CompletableFuture<Void>> appends)
      throws InterruptedException {
    for (CompletableFuture<Void> append : appends) {
      await(append);
    }
  }

  /** As {@link #await(Collection)}, for one. */
  public static void await(CompletableFuture<Void> append) throws InterruptedException {
    try {
      append.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new UnavailableException("the log did not take a record", e.getCause());
    }
  }
}
