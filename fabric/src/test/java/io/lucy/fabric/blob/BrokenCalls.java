package io.lucy.fabric.blob;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicInteger;

/** Breaks streams after a number of messages, as a server does that is killed at that moment. */
final class BrokenCalls implements ServerInterceptor {
  private final int messages;
  private final AtomicInteger breaks;
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger allPassed = new AtomicInteger();

  /**
   * @param messages that pass on each stream before it breaks
   * @param times how many streams break
   */
  BrokenCalls(int messages, int times) {
    this.messages = messages;
    this.breaks = new AtomicInteger(times);
  }

  /** How many streams there were. */
  int streams() {
    return streams.get();
  }

  /** How many messages passed on all of them. */
  int passed() {
    return allPassed.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY) {
      return next.startCall(call, headers);
    }
    streams.incrementAndGet();
    int limit = breaks.getAndDecrement() > 0 ? messages : Integer.MAX_VALUE;
    Breaking<Q, R> breaking = new Breaking<>(call, limit);
    return new SimpleForwardingServerCallListener<>(next.startCall(breaking, headers)) {
      @Override
      public void onMessage(Q message) {
        boolean streamed =
            call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.CLIENT_STREAMING;
        if (!streamed || breaking.passes()) {
          super.onMessage(message);
        } else {
          super.onCancel();
        }
      }
    };
  }

  private final class Breaking<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final int limit;
    private int passed;
    private boolean broken;

    Breaking(ServerCall<Q, R> call, int limit) {
      super(call);
      this.limit = limit;
    }

    synchronized boolean passes() {
      if (passed < limit) {
        passed++;
        allPassed.incrementAndGet();
        return true;
      }
      if (!broken) {
        broken = true;
        super.close(Status.UNAVAILABLE.withDescription("broken on purpose"), new Metadata());
      }
      return false;
    }

    @Override
    public synchronized void sendMessage(R message) {
      boolean streamed =
          getMethodDescriptor().getType() == MethodDescriptor.MethodType.SERVER_STREAMING;
      if (!broken && (!streamed || passes())) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!broken) {
        super.close(status, trailers);
      }
    }
  }
}
