package io.lucy.cli.load;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.lucy.cli.client.Services;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.clone.v1.CreateCloneResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Creates clones, up to a number of calls at once, and notes how long the replies take. */
final class CreateCalls {
  private final Services services;
  private final int most;
  private final Semaphore room;
  private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> refusal = new AtomicReference<>();

  CreateCalls(Services services, int most) {
    this.services = services;
    this.most = most;
    this.room = new Semaphore(most);
  }

  /** Makes a call, as soon as there is room for it. */
  void send(CreateCloneRequest request) throws InterruptedException {
    room.acquire();
    long began = System.nanoTime();
    ListenableFuture<CreateCloneResponse> reply = services.clonesLater().createClone(request);
    Futures.addCallback(
        reply,
        new FutureCallback<>() {
          @Override
          public void onSuccess(CreateCloneResponse response) {
            nanos.add(System.nanoTime() - began);
            accepted.add(response.getClone().getId());
            room.release();
          }

          @Override
          public void onFailure(Throwable failure) {
            refusal.compareAndSet(null, failure);
            room.release();
          }
        },
        MoreExecutors.directExecutor());
  }

  /** Waits until all calls are answered. */
  void await() throws InterruptedException {
    room.acquire(most);
    room.release(most);
    Throwable failure = refusal.get();
    if (failure != null) {
      throw new IllegalStateException("a clone was refused: " + failure.getMessage(), failure);
    }
  }

  /** The ids of clones, as their replies came. */
  List<String> accepted() {
    return List.copyOf(accepted);
  }

  List<Long> nanos() {
    return List.copyOf(nanos);
  }
}
