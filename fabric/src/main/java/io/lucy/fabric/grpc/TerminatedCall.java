package io.lucy.fabric.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.UnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A call that ends once; failures are translated and logged on the way. Thread-safe in its end. */
final class TerminatedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
  private static final Logger LOG = System.getLogger(ErrorInterceptor.class.getName());

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean failed;

  TerminatedCall(ServerCall<Q, R> call) {
    super(call);
  }

  @Override
  public void close(Status status, Metadata trailers) {
    if (status.isOk()) {
      if (closed.compareAndSet(false, true)) {
        super.close(status, trailers);
      }
    } else {
      end(failure(status, trailers));
    }
  }

  /** Ends the call because its handler threw. */
  void fail(Throwable thrown) {
    failed = true;
    end(thrown);
  }

  boolean hasFailed() {
    return failed;
  }

  private void end(Throwable failure) {
    if (closed.compareAndSet(false, true)) {
      StatusRuntimeException e = translated(failure);
      super.close(e.getStatus(), Objects.requireNonNullElseGet(e.getTrailers(), Metadata::new));
    } else {
      LOG.log(Level.WARNING, method() + " failed after its end", failure);
    }
  }

  private static Throwable failure(Status status, Metadata trailers) {
    Throwable cause = status.getCause();
    // How gRPC wraps whatever else a handler gives to onError.
    boolean wrapped = status.getCode() == Status.Code.UNKNOWN && cause != null;
    return wrapped ? cause : status.asRuntimeException(trailers);
  }

  private StatusRuntimeException translated(Throwable thrown) {
    Throwable e = thrown;
    while ((e instanceof CompletionException || e instanceof ExecutionException)
        && e.getCause() != null) {
      e = e.getCause();
    }
    if (e instanceof LucyException known) {
      return logged(StatusBridge.toGrpc(known), known);
    }
    if (e instanceof UnavailableException unavailable) {
      LucyException known =
          new LucyException(Reason.UNAVAILABLE, String.valueOf(e.getMessage()), unavailable);
      return logged(StatusBridge.toGrpc(known), known);
    }
    if (e instanceof StatusRuntimeException status) {
      // Complete if a handler made it by the bridge, otherwise what another server said.
      LucyException known = StatusBridge.fromGrpc(status);
      boolean complete = StatusBridge.info(status).isPresent();
      return logged(complete ? status : StatusBridge.toGrpc(known), known);
    }
    return defect(e);
  }

  private StatusRuntimeException defect(Throwable e) {
    String number = UUID.randomUUID().toString();
    LOG.log(Level.ERROR, method() + " failed; a defect of Lucy, number " + number, e);
    return StatusBridge.toGrpc(
        new LucyException(
            Reason.INTERNAL,
            "a defect of Lucy (its operator finds it in the log of the server by its number "
                + number
                + ")"));
  }

  private StatusRuntimeException logged(StatusRuntimeException answer, LucyException e) {
    String line = method() + " refused [" + e.reason() + "]: " + e.getMessage();
    switch (answer.getStatus().getCode()) {
      // Not the caller's fault: whoever runs the server wants to see where.
      case INTERNAL, DATA_LOSS, UNAVAILABLE -> LOG.log(Level.WARNING, line, e);
      default -> LOG.log(Level.INFO, line);
    }
    return answer;
  }

  private String method() {
    return Objects.requireNonNull(getMethodDescriptor()).getFullMethodName();
  }
}
