package io.lucy.fabric.blob;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.grpc.StatusBridge;
import java.util.concurrent.TimeUnit;

/**
 * Decides, after each failure of a transfer, whether it is worth another try, and pauses before it.
 * Only failures in a row without progress count.
 */
final class Attempts {
  private static final int MAX_FAILURES = 5;
  private static final long FIRST_PAUSE_MILLIS = 100;

  private final String what;
  private int failures;

  /**
   * @param what is transferred, for messages
   */
  Attempts(String what) {
    this.what = what;
  }

  /**
   * Returns when it is time to try again.
   *
   * @throws LucyException if the server refuses, or the caller no longer wants it
   * @throws UnavailableException if it failed too often, or the thread is interrupted
   */
  void failed(StatusRuntimeException e, boolean progress) {
    if (Context.current().isCancelled()) {
      throw new LucyException(Reason.CANCELLED, what + ": nobody waits for it any more", e);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new UnavailableException(what + ": interrupted", e);
    }
    if (!isTransient(e)) {
      throw StatusBridge.fromGrpc(e);
    }
    failures = progress ? 0 : failures + 1;
    if (failures == MAX_FAILURES) {
      throw new UnavailableException(
          "%s: failed %d times in a row: %s (is the service running, and can it be reached?)"
              .formatted(what, failures, e.getStatus()),
          e);
    }
    pause();
  }

  /** Whether a connection broke, or the server may do better soon, rather than refused. */
  private static boolean isTransient(StatusRuntimeException e) {
    boolean busy =
        StatusBridge.info(e)
            .map(info -> info.getReason().equals(Reason.UNAVAILABLE.name()))
            .orElse(true);
    return busy
        && switch (e.getStatus().getCode()) {
          case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, INTERNAL, UNKNOWN -> true;
          case OK,
              INVALID_ARGUMENT,
              NOT_FOUND,
              ALREADY_EXISTS,
              PERMISSION_DENIED,
              RESOURCE_EXHAUSTED,
              FAILED_PRECONDITION,
              OUT_OF_RANGE,
              UNIMPLEMENTED,
              DATA_LOSS,
              UNAUTHENTICATED ->
              false;
        };
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(FIRST_PAUSE_MILLIS << failures);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(what + ": interrupted", e);
    }
  }
}
