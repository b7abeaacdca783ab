package io.lucy.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.fabric.grpc.StatusBridge;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Asks for what is known to be on its way: the path of a completed clone reaches the services that
 * keep and serve it by events.
 */
final class Arrival {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Arrival() {}

  /**
   * Makes a call again as long as it answers NOT_FOUND, for some seconds.
   *
   * @throws io.lucy.engine.LucyException what the service refuses it with; {@code CANCELLED} if
   *     this thread is interrupted
   */
  static <T> T await(Supplier<T> call) {
    long patientUntil = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return call.get();
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.NOT_FOUND || System.nanoTime() > patientUntil) {
          throw StatusBridge.fromGrpc(e);
        }
        Calls.pause(PAUSE);
      }
    }
  }
}
