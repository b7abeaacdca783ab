package io.lucy.zoo.grpc;

import static io.lucy.zoo.grpc.InferenceEndpointTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.lucy.engine.data.Dataset;
import io.lucy.proto.inference.GRPCInferenceServiceGrpc;
import io.lucy.proto.inference.ModelInferRequest;
import io.lucy.proto.inference.ModelInferResponse;
import io.lucy.proto.inference.ModelStreamInferResponse;
import io.lucy.zoo.DemoZoo;
import io.lucy.zoo.inference.ServingLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class InferenceLoadTest {
  private static final Dataset IMAGES = DemoZoo.data("mnist-test");
  private static final String LENET = "mnist-low-lenet5";
  private static final String MOBILENET = "mnist-high-mobilenet";
  private static final String VGG = "mnist-even-vgg";
  private static final ModelInferRequest LARGE = Requests.raw(MOBILENET, IMAGES, 1000);

  @TempDir private Path folder;
  private ServedZoo served;

  @AfterEach
  void close() {
    served.close();
  }

  @Test
  void answersManyAtOnceEachWithItsOwn() throws Exception {
    serve(ServingLimits.DEFAULT);
    List<ModelInferRequest> requests = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    for (String model : List.of(LENET, MOBILENET, VGG)) {
      for (int samples = 1; samples <= 8; samples++) {
        ModelInferRequest request = Requests.raw(model, IMAGES, samples);
        requests.add(request);
        expected.add(Requests.logits(stub().modelInfer(request)));
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try {
      List<Future<float[]>> answers = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        for (ModelInferRequest request : requests) {
          answers.add(threads.submit(() -> Requests.logits(stub().modelInfer(request))));
        }
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(expected.get(i % expected.size()));
      }
    } finally {
      threads.shutdownNow();
    }
    nothingIsLeft();
  }

  @Test
  void refusesMoreThanItMayHoldAndTakesItLater() {
    serve(new ServingLimits(256 << 20, 2, 64 << 20, 1024));
    List<CompletableFuture<Status.Code>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      answers.add(call(served.channel, LARGE));
    }
    List<Status.Code> codes = answers.stream().map(CompletableFuture::join).toList();
    assertThat(codes).contains(Status.Code.OK, Status.Code.UNAVAILABLE);
    assertThat(codes).containsOnly(Status.Code.OK, Status.Code.UNAVAILABLE);
    nothingIsLeft();
    assertThat(stub().modelInfer(Requests.raw(LENET, IMAGES, 1)).getOutputsCount()).isEqualTo(1);
  }

  @Test
  void keepsFewModelsInMemoryAndStillAnswersForAll() {
    serve(new ServingLimits(1, 16, 64 << 20, 1024));
    float[] first = Requests.logits(stub().modelInfer(Requests.raw(LENET, IMAGES, 2)));
    for (int round = 0; round < 5; round++) {
      for (String model : List.of(MOBILENET, VGG, LENET)) {
        float[] logits = Requests.logits(stub().modelInfer(Requests.raw(model, IMAGES, 2)));
        if (model.equals(LENET)) {
          assertThat(logits).isEqualTo(first);
        }
      }
    }
    nothingIsLeft();
    DemoZoo.await("all sessions given up", () -> served.models.sessionBytes() == 0);
  }

  @Test
  void stopsForClientsThatRunOutOfTime() {
    serve(ServingLimits.DEFAULT);
    for (int i = 0; i < 20; i++) {
      refused(
          () -> stub().withDeadlineAfter(1, TimeUnit.MILLISECONDS).modelInfer(LARGE),
          Status.Code.DEADLINE_EXCEEDED,
          "");
    }
    nothingIsLeft();
  }

  @Test
  void forgetsClientsThatVanish() {
    serve(ServingLimits.DEFAULT);
    ManagedChannel connection = served.connect();
    List<CompletableFuture<Status.Code>> answers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      answers.add(call(connection, LARGE));
    }
    DemoZoo.await("requests on their way", () -> served.models.requests() > 0);
    connection.shutdownNow();
    answers.forEach(CompletableFuture::join);
    nothingIsLeft();
  }

  @Test
  void streamsAnswersInOrderAndGoesOnAfterAnError() throws Exception {
    serve(ServingLimits.DEFAULT);
    List<ModelStreamInferResponse> answers = new ArrayList<>();
    CompletableFuture<Void> end = new CompletableFuture<>();
    StreamObserver<ModelInferRequest> requests =
        GRPCInferenceServiceGrpc.newStub(served.channel)
            .modelStreamInfer(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ModelStreamInferResponse answer) {
                    answers.add(answer);
                  }

                  @Override
                  public void onError(Throwable error) {
                    end.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {
                    end.complete(null);
                  }
                });
    for (int i = 0; i < 10; i++) {
      String model = i == 4 ? "gone" : i % 2 == 0 ? LENET : MOBILENET;
      requests.onNext(Requests.raw(model, IMAGES, 1 + i).toBuilder().setId("r" + i).build());
    }
    requests.onCompleted();
    end.get(60, TimeUnit.SECONDS);

    assertThat(answers).hasSize(10);
    for (int i = 0; i < 10; i++) {
      ModelInferResponse response = answers.get(i).getInferResponse();
      assertThat(response.getId()).isEqualTo("r" + i);
      if (i == 4) {
        assertThat(answers.get(i).getErrorMessage()).startsWith("NOT_FOUND").contains("gone");
      } else {
        assertThat(answers.get(i).getErrorMessage()).isEmpty();
        assertThat(response.getOutputs(0).getShape(0)).isEqualTo(1 + i);
      }
    }
    nothingIsLeft();
  }

  @Test
  void takesNoMoreOfAStreamThatNobodyReads() {
    serve(ServingLimits.DEFAULT);
    ManagedChannel connection = served.connect();
    var call =
        connection.newCall(
            GRPCInferenceServiceGrpc.getModelStreamInferMethod(), io.grpc.CallOptions.DEFAULT);
    call.start(new io.grpc.ClientCall.Listener<>() {}, new io.grpc.Metadata());
    // Never asks for an answer.
    for (int i = 0; i < 500; i++) {
      call.sendMessage(Requests.raw(LENET, IMAGES, 4));
    }
    DemoZoo.await("the first answer", () -> served.models.requests() == 0);
    assertThat(stub().modelInfer(Requests.raw(LENET, IMAGES, 1)).getOutputsCount()).isEqualTo(1);
    connection.shutdownNow();
    nothingIsLeft();
  }

  private void serve(ServingLimits limits) {
    served = new ServedZoo(folder, limits, LENET, MOBILENET, VGG);
  }

  private GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(served.channel);
  }

  private void nothingIsLeft() {
    DemoZoo.await("all requests done", () -> served.models.requests() == 0);
  }

  private static CompletableFuture<Status.Code> call(
      ManagedChannel connection, ModelInferRequest request) {
    CompletableFuture<Status.Code> code = new CompletableFuture<>();
    GRPCInferenceServiceGrpc.newStub(connection)
        .modelInfer(
            request,
            new StreamObserver<>() {
              @Override
              public void onNext(ModelInferResponse response) {}

              @Override
              public void onError(Throwable error) {
                code.complete(((StatusRuntimeException) error).getStatus().getCode());
              }

              @Override
              public void onCompleted() {
                code.complete(Status.Code.OK);
              }
            });
    return code;
  }
}
