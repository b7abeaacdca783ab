package io.lucy.transfer.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.Reason;
import io.lucy.fabric.grpc.StatusBridge;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a client sees of a refusal. */
final class Refusals {
  private Refusals() {}

  static void refused(Status.Code code, Reason reason, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertRefusal(e, code, reason, message));
  }

  static void assertRefusal(
      StatusRuntimeException e, Status.Code code, Reason reason, String message) {
    assertThat(e.getStatus().getCode()).as(e.toString()).isEqualTo(code);
    assertThat(e).hasMessageContaining(message);
    assertThat(StatusBridge.info(e).map(ErrorInfo::getReason))
        .as(e.toString())
        .contains(reason.name());
  }
}
