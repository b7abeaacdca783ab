package io.lucy.zoo.grpc;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.fabric.UnavailableException;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Gives every call exactly one terminal answer. */
final class Replies {
  private static final System.Logger LOG = System.getLogger(Replies.class.getName());

  private Replies() {}

  static <T> void answer(StreamObserver<T> observer, Supplier<T> answer) {
    T message;
    try {
      message = answer.get();
    } catch (RuntimeException e) {
      observer.onError(status(e));
      return;
    }
    observer.onNext(message);
    observer.onCompleted();
  }

  static StatusRuntimeException status(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof LucyException refused) {
      return status(code(refused), String.valueOf(cause.getMessage()), refused.reason().name());
    }
    if (cause instanceof UnavailableException) {
      return status(Code.UNAVAILABLE, String.valueOf(cause.getMessage()), "UNAVAILABLE");
    }
    LOG.log(System.Logger.Level.ERROR, "a call failed", cause);
    return status(Code.INTERNAL, "internal error", "INTERNAL");
  }

  private static StatusRuntimeException status(Code code, String message, String reason) {
    ErrorInfo info = ErrorInfo.newBuilder().setReason(reason).setDomain("lucy.io").build();
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(message)
            .addDetails(Any.pack(info))
            .build());
  }

  private static Code code(LucyException error) {
    return switch (error.reason()) {
      case NOT_FOUND -> Code.NOT_FOUND;
      case DIGEST_MISMATCH -> Code.DATA_LOSS;
      case CANCELLED -> Code.CANCELLED;
      case STORAGE_FAILED -> Code.UNAVAILABLE;
      case PATH_UNRESOLVED,
          ZOO_INVALID,
          MODEL_UNSUPPORTED,
          OPERATOR_UNSUPPORTED,
          NO_CLASSIFIER_HEAD,
          MODEL_INVALID ->
          Code.FAILED_PRECONDITION;
      default -> Code.INVALID_ARGUMENT;
    };
  }
}
