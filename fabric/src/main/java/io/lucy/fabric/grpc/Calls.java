package io.lucy.fabric.grpc;

import io.grpc.StatusRuntimeException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.UnavailableException;
import java.util.Optional;
import java.util.function.Supplier;

/** Calls of one service to another: what is refused is thrown as it would be without a network. */
public final class Calls {
  private Calls() {}

  /**
   * What a service answers.
   *
   * @param service named when it does not answer
   * @throws LucyException what the service refuses with
   * @throws UnavailableException if it does not answer, or is not able to
   */
  public static <T> T answer(String service, Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      LucyException refusal = StatusBridge.fromGrpc(e);
      throw switch (e.getStatus().getCode()) {
        case UNAVAILABLE, DEADLINE_EXCEEDED, ABORTED, CANCELLED, INTERNAL, UNKNOWN ->
            new UnavailableException(service + " does not answer: " + refusal.getMessage(), e);
        default -> refusal;
      };
    }
  }

  /** The same, for what need not be there: empty if the service says {@code NOT_FOUND}. */
  public static <T> Optional<T> find(String service, Supplier<T> call) {
    try {
      return Optional.of(answer(service, call));
    } catch (LucyException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
