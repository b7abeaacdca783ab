package io.lucy.fabric.grpc;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.atomic.AtomicLong;

/** A client that takes only as many pieces as it is told to. */
final class SlowReader implements ClientResponseObserver<ReadRequest, ReadResponse> {
  private final AtomicLong received = new AtomicLong();
  private volatile boolean completed;
  private ClientCallStreamObserver<ReadRequest> call;

  static SlowReader read(Channel channel, String name) {
    SlowReader reader = new SlowReader();
    ByteStreamGrpc.newStub(channel)
        .read(ReadRequest.newBuilder().setResourceName(name).build(), reader);
    return reader;
  }

  void request(int pieces) {
    call.request(pieces);
  }

  long received() {
    return received.get();
  }

  boolean isCompleted() {
    return completed;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ReadRequest> observer) {
    call = observer;
    observer.disableAutoRequestWithInitial(0);
  }

  @Override
  public void onNext(ReadResponse piece) {
    received.addAndGet(piece.getData().size());
  }

  @Override
  public void onError(Throwable e) {
    // Tests look at what the server holds.
  }

  @Override
  public void onCompleted() {
    completed = true;
  }
}
