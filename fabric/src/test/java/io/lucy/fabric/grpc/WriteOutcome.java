package io.lucy.fabric.grpc;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** How a write ended. */
final class WriteOutcome implements StreamObserver<WriteResponse> {
  private final CompletableFuture<WriteResponse> answer = new CompletableFuture<>();

  /** Sends all messages and then ends the client's side. */
  static WriteOutcome of(Channel channel, WriteRequest... requests) {
    WriteOutcome outcome = new WriteOutcome();
    StreamObserver<WriteRequest> call = ByteStreamGrpc.newStub(channel).write(outcome);
    for (WriteRequest request : requests) {
      call.onNext(request);
    }
    call.onCompleted();
    return outcome;
  }

  /** Waits for the answer; throws what came instead. */
  long committedSize() {
    try {
      return answer.orTimeout(10, TimeUnit.SECONDS).join().getCommittedSize();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  @Override
  public void onNext(WriteResponse response) {
    answer.complete(response);
  }

  @Override
  public void onError(Throwable e) {
    answer.completeExceptionally(e);
  }

  @Override
  public void onCompleted() {
    answer.completeExceptionally(new IllegalStateException("ended without an answer"));
  }
}
