package io.lucy.zoo.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.proto.inference.ModelInferRequest;
import io.lucy.proto.inference.ModelInferResponse;
import io.lucy.proto.inference.ModelStreamInferResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One stream of requests, answered in their order. The next request is taken when the last one was
 * answered and the client reads: a stream holds one request at a time.
 */
final class InferStream implements StreamObserver<ModelInferRequest> {
  private final ServerCallStreamObserver<ModelStreamInferResponse> client;
  private final BiFunction<ModelInferRequest, Cancellation, CompletableFuture<ModelInferResponse>>
      infer;
  private final Cancellation cancellation = new Cancellation();
  private boolean isTaking;
  private boolean isAnswering;
  private boolean isEnding;

  private InferStream(
      ServerCallStreamObserver<ModelStreamInferResponse> client,
      BiFunction<ModelInferRequest, Cancellation, CompletableFuture<ModelInferResponse>> infer) {
    this.client = client;
    this.infer = infer;
  }

  static InferStream open(
      ServerCallStreamObserver<ModelStreamInferResponse> client,
      BiFunction<ModelInferRequest, Cancellation, CompletableFuture<ModelInferResponse>> infer) {
    InferStream stream = new InferStream(client, infer);
    client.disableAutoRequest();
    client.setOnCancelHandler(stream.cancellation::cancel);
    client.setOnReadyHandler(stream::takeNext);
    return stream;
  }

  @Override
  public void onNext(ModelInferRequest request) {
    synchronized (this) {
      isTaking = false;
      isAnswering = true;
    }
    var unused =
        infer
            .apply(request, cancellation)
            .whenComplete((response, error) -> answered(request, response, error));
  }

  @Override
  public void onError(Throwable gone) {
    cancellation.cancel();
  }

  @Override
  public void onCompleted() {
    boolean isDone;
    synchronized (this) {
      isEnding = true;
      isDone = !isAnswering;
    }
    if (isDone) {
      client.onCompleted();
    }
  }

  private void answered(
      ModelInferRequest request, @Nullable ModelInferResponse response, @Nullable Throwable error) {
    ModelStreamInferResponse.Builder answer = ModelStreamInferResponse.newBuilder();
    if (response != null) {
      answer.setInferResponse(response);
    } else {
      Throwable cause = error instanceof CompletionException ? error.getCause() : error;
      if (!(cause instanceof LucyException refusal)) {
        client.onError(error);
        return;
      }
      answer
          .setErrorMessage(refusal.reason() + ": " + refusal.getMessage())
          .setInferResponse(ModelInferResponse.newBuilder().setId(request.getId()));
    }
    client.onNext(answer.build());
    boolean isDone;
    synchronized (this) {
      isAnswering = false;
      isDone = isEnding;
    }
    if (isDone) {
      client.onCompleted();
    } else {
      takeNext();
    }
  }

  private void takeNext() {
    synchronized (this) {
      if (isTaking || isAnswering || isEnding || !client.isReady()) {
        return;
      }
      isTaking = true;
    }
    client.request(1);
  }
}
