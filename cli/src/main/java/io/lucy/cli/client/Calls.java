package io.lucy.cli.client;

import io.grpc.StatusRuntimeException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.grpc.StatusBridge;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

/** Calls whose refusals arrive as they were meant. */
public final class Calls {
  private Calls() {}

  /**
   * Makes a call.
   *
   * @throws LucyException what the service refused it with
   */
  public static <T> T of(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw StatusBridge.fromGrpc(e);
    }
  }

  /**
   * Waits between two calls.
   *
   * @throws LucyException {@link Reason#CANCELLED} if the thread is interrupted
   */
  static void pause(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LucyException(Reason.CANCELLED, "interrupted while waiting for the services", e);
    }
  }

  /** A reason by its name; a newer service may have some that this client does not know. */
  static Reason reason(String name) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.name().equals(name))
        .findFirst()
        .orElse(Reason.INTERNAL);
  }
}
