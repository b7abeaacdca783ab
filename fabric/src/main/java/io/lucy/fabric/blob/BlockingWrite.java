package io.lucy.fabric.blob;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call of {@code Write} for a thread that may wait: each message is sent when the connection has
 * room for it.
 */
final class BlockingWrite
    implements ClientResponseObserver<WriteRequest, WriteResponse>, AutoCloseable {
  // A server that takes nothing for so long is as good as gone.
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private @Nullable ClientCallStreamObserver<WriteRequest> requests;
  private @Nullable WriteResponse response;
  private @Nullable Throwable failure;
  private boolean ended;

  private BlockingWrite() {}

  static BlockingWrite begin(Channel channel) {
    BlockingWrite call = new BlockingWrite();
    ByteStreamGrpc.newStub(channel).write(call);
    return call;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WriteRequest> observer) {
    requests = observer;
    observer.setOnReadyHandler(this::wake);
  }

  /**
   * Sends a message. False if the server has ended the call already: {@link #finish} says how.
   *
   * @throws StatusRuntimeException if the connection stays blocked
   */
  boolean send(WriteRequest request) {
    if (!await(true)) {
      return false;
    }
    started().onNext(request);
    return true;
  }

  /**
   * Waits for the server's answer.
   *
   * @throws StatusRuntimeException if it is a failure, or does not come
   */
  WriteResponse finish() {
    if (!hasEnded()) {
      started().onCompleted();
    }
    await(false);
    synchronized (this) {
      if (response == null) {
        throw Status.fromThrowable(failure == null ? gone() : failure)
            .asRuntimeException(failure == null ? null : Status.trailersFromThrowable(failure));
      }
      return response;
    }
  }

  private static Throwable gone() {
    return Status.UNAVAILABLE.withDescription("the server sent no answer").asException();
  }

  /** Waits until there is room if that is wanted, or the call ends. Whether it goes on. */
  private synchronized boolean await(boolean room) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    try {
      while (!ended && !(room && started().isReady())) {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0) {
          throw Status.DEADLINE_EXCEEDED
              .withDescription("the server took nothing for a minute")
              .asRuntimeException();
        }
        wait(millis);
      }
      return !ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").withCause(e).asRuntimeException();
    }
  }

  private ClientCallStreamObserver<WriteRequest> started() {
    if (requests == null) {
      throw new IllegalStateException("gRPC calls beforeStart before anything else");
    }
    return requests;
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  private synchronized void wake() {
    notifyAll();
  }

  @Override
  public synchronized void onNext(WriteResponse value) {
    response = value;
  }

  @Override
  public synchronized void onError(Throwable e) {
    failure = e;
    ended = true;
    notifyAll();
  }

  @Override
  public synchronized void onCompleted() {
    ended = true;
    notifyAll();
  }

  /** Gives the call up if it has not ended. */
  @Override
  public void close() {
    if (!hasEnded()) {
      started().cancel("the upload was given up", null);
    }
  }
}
