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
    if (e instanceof StatusRuntimeException known && StatusBridge.info(known).isPresent()) {
      log(known.getStatus().getCode().name(), known);
      return known;
    }
    if (e instanceof LucyException known) {
      log(known.reason().name(), known);
      return StatusBridge.toGrpc(known);
    }
    if (e instanceof UnavailableException gone) {
      log(Reason.UNAVAILABLE.name(), gone);
      return StatusBridge.toGrpc(
          new LucyException(Reason.UNAVAILABLE, String.valueOf(gone.getMessage())));
    }
    if (e instanceof StatusRuntimeException foreign) {
      LucyException known = StatusBridge.fromGrpc(foreign);
      log(known.reason().name(), known);
      return StatusBridge.toGrpc(known);
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

  private void log(String reason, RuntimeException e) {
    LOG.log(Level.INFO, "{0} refused [{1}]: {2}", method(), reason, e.getMessage());
  }

  private String method() {
    return Objects.requireNonNull(getMethodDescriptor()).getFullMethodName();
  }
}
