package io.lucy.fabric.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one bridge between Lucy's exceptions and what gRPC carries: a {@code google.rpc.Status} whose
 * {@code ErrorInfo} has the {@link Reason} by name and the domain {@value #DOMAIN}.
 *
 * <p>What was refused at a server arrives at its client with the same reason and message. Statuses
 * that gRPC itself made, when no server was reached for example, get the reason of their code.
 */
public final class StatusBridge {
  /** Says that a reason is one of {@link Reason}'s. */
  public static final String DOMAIN = "lucy.io";

  private StatusBridge() {}

  /** What a server sends for {@code e}. */
  public static StatusRuntimeException toGrpc(LucyException e) {
    return toGrpc(e, Map.of());
  }

  /**
   * What a server sends for {@code e}; handlers that have more to tell throw this themselves.
   *
   * @param metadata what programs may want to know, such as {@code digest}; keys in lowerCamelCase
   */
  public static StatusRuntimeException toGrpc(LucyException e, Map<String, String> metadata) {
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setReason(e.reason().name())
            .setDomain(DOMAIN)
            .putAllMetadata(metadata)
            .build();
    com.google.rpc.Status status =
        com.google.rpc.Status.newBuilder()
            .setCode(code(e.reason()).value())
            .setMessage(String.valueOf(e.getMessage()))
            .addDetails(Any.pack(info))
            .build();
    return StatusProto.toStatusRuntimeException(status);
  }

  /** What a client throws for the answer {@code e}. */
  public static LucyException fromGrpc(StatusRuntimeException e) {
    Status status = e.getStatus();
    Reason reason = reason(e).orElseGet(() -> reasonOf(status.getCode()));
    String description = status.getDescription();
    String message = description == null ? "the server says " + status.getCode() : description;
    return new LucyException(reason, message, e);
  }

  /** What Lucy said about the refusal beside its message; empty if it did not come from Lucy. */
  public static Optional<ErrorInfo> info(StatusRuntimeException e) {
    return info(e.getStatus(), e.getTrailers());
  }

  static Optional<ErrorInfo> info(Status status, @Nullable Metadata trailers) {
    com.google.rpc.Status proto = StatusProto.fromStatusAndTrailers(status, trailers);
    try {
      for (Any detail : proto.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          if (info.getDomain().equals(DOMAIN)) {
            return Optional.of(info);
          }
        }
      }
    } catch (InvalidProtocolBufferException e) {
      // Not from Lucy, then.
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<Reason> reason(StatusRuntimeException e) {
    // A newer server may have reasons that this client does not know; their codes tell enough.
    return info(e)
        .flatMap(
            info ->
                Arrays.stream(Reason.values())
                    .filter(reason -> reason.name().equals(info.getReason()))
                    .findFirst());
  }

  static Status.Code code(Reason reason) {
    return switch (reason) {
      case MODEL_INVALID,
          MODEL_UNSUPPORTED,
          OPERATOR_UNSUPPORTED,
          NO_CLASSIFIER_HEAD,
          NOT_FINITE,
          LABEL_INVALID,
          ARGUMENT_INVALID,
          PATH_CORRUPT,
          PATH_TOO_OLD,
          PATH_TOO_NEW,
          PATH_TOO_LARGE ->
          Status.Code.INVALID_ARGUMENT;
      case PATH_UNRESOLVED, ZOO_INVALID, DATASET_INVALID, TOO_FEW_SAMPLES ->
          Status.Code.FAILED_PRECONDITION;
      case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case DIGEST_MISMATCH -> Status.Code.DATA_LOSS;
      case MESSAGE_TOO_LARGE, QUOTA_EXCEEDED -> Status.Code.RESOURCE_EXHAUSTED;
      case CANCELLED -> Status.Code.CANCELLED;
      case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
      case UNAVAILABLE, STORAGE_FAILED -> Status.Code.UNAVAILABLE;
      case UNIMPLEMENTED -> Status.Code.UNIMPLEMENTED;
      case INTERNAL -> Status.Code.INTERNAL;
    };
  }

  private static Reason reasonOf(Status.Code code) {
    return switch (code) {
      case INVALID_ARGUMENT, OUT_OF_RANGE -> Reason.ARGUMENT_INVALID;
      case NOT_FOUND -> Reason.NOT_FOUND;
      case ALREADY_EXISTS -> Reason.ALREADY_EXISTS;
      case RESOURCE_EXHAUSTED -> Reason.MESSAGE_TOO_LARGE;
      case CANCELLED -> Reason.CANCELLED;
      case DEADLINE_EXCEEDED -> Reason.DEADLINE_EXCEEDED;
      case UNAVAILABLE -> Reason.UNAVAILABLE;
      case UNIMPLEMENTED -> Reason.UNIMPLEMENTED;
      case OK,
          UNKNOWN,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          ABORTED,
          INTERNAL,
          DATA_LOSS,
          UNAUTHENTICATED ->
          Reason.INTERNAL;
    };
  }
}
