package io.lucy.inserter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.lucy.inserter.CloneWatch;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.WatchCloneResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stream of {@code WatchClone}. Sends while the client takes, and keeps nothing for it but the
 * newest while it does not.
 */
final class WatchCall {
  private final ServerCallStreamObserver<WatchCloneResponse> client;
  private @Nullable CloneWatch watch;
  private boolean isOver;

  WatchCall(ServerCallStreamObserver<WatchCloneResponse> client) {
    this.client = client;
    // Only while the call is being started can these be set.
    client.setOnReadyHandler(this::send);
    client.setOnCancelHandler(this::end);
    client.setOnCloseHandler(this::end);
  }

  /** Takes over a watch, which is closed with the call. */
  void begin(CloneWatch newWatch) {
    synchronized (this) {
      watch = newWatch;
      if (isOver) {
        newWatch.close();
        return;
      }
    }
    send();
  }

  /** Sends what there is to send; called by any thread, as often as it likes. */
  synchronized void send() {
    CloneWatch of = watch;
    if (of == null || isOver) {
      return;
    }
    while (client.isReady()) {
      Optional<Clone> news = of.poll();
      if (news.isEmpty()) {
        return;
      }
      client.onNext(WatchCloneResponse.newBuilder().setClone(news.get()).build());
      if (of.isOver()) {
        client.onCompleted();
        end();
        return;
      }
    }
  }

  private synchronized void end() {
    isOver = true;
    if (watch != null) {
      watch.close();
    }
  }
}
