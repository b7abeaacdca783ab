package io.lucy.fabric.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;

/**
 * Ends every call exactly once, with a status that {@link StatusBridge} made.
 *
 * <p>Handlers throw a {@link io.lucy.engine.LucyException} or give it to {@code onError}; both
 * arrive at the client with their reason. Anything else that is thrown is a defect: the client
 * learns {@code INTERNAL} and a number, under which the log has the rest. What comes after the end
 * of a call is dropped.
 */
@Singleton
@GlobalInterceptor
public class ErrorInterceptor implements ServerInterceptor, Prioritized {
  // Inside Quarkus's own interceptors: around the handler, in its thread.
  private static final int PRIORITY = 1_000_000;

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    TerminatedCall<Q, R> terminated = new TerminatedCall<>(call);
    try {
      return new GuardedListener<>(next.startCall(terminated, headers), terminated);
    } catch (RuntimeException | Error e) {
      terminated.fail(e);
      return new ServerCall.Listener<>() {};
    }
  }

  @Override
  public int getPriority() {
    return PRIORITY;
  }

  private static final class GuardedListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final TerminatedCall<Q, ?> call;

    GuardedListener(ServerCall.Listener<Q> handler, TerminatedCall<Q, ?> call) {
      super(handler);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      guard(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      guard(super::onHalfClose);
    }

    @Override
    public void onReady() {
      guard(super::onReady);
    }

    @Override
    public void onCancel() {
      end(super::onCancel);
    }

    @Override
    public void onComplete() {
      end(super::onComplete);
    }

    private void guard(Runnable event) {
      // A handler that has thrown is in no state to hear more.
      if (!call.hasFailed()) {
        end(event);
      }
    }

    private void end(Runnable event) {
      try {
        event.run();
      } catch (RuntimeException | Error e) {
        call.fail(e);
      }
    }
  }
}
