package io.lucy.fabric.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.StringValue;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorInterceptorTest {
  private static final StringValue HELLO = StringValue.of("hello");

  @ParameterizedTest
  @EnumSource
  void carriesEveryReasonAndMessageToTheClient(Reason reason) throws Exception {
    StatusRuntimeException e =
        refusal(
            (request, responses) -> {
              throw new LucyException(reason, "label 'bag' (known: shoe, boot)");
            });

    LucyException known = StatusBridge.fromGrpc(e);
    assertThat(known.reason()).isEqualTo(reason);
    assertThat(known).hasMessage("label 'bag' (known: shoe, boot)");
    assertThat(e.getStatus().getCode()).isEqualTo(StatusBridge.code(reason));
  }

  @Test
  void translatesWhatIsGivenToOnError() throws Exception {
    StatusRuntimeException e =
        refusal(
            (request, responses) ->
                responses.onError(
                    new CompletionException(new LucyException(Reason.NOT_FOUND, "no clone 'x'"))));

    assertThat(StatusBridge.fromGrpc(e))
        .hasMessage("no clone 'x'")
        .extracting(LucyException::reason)
        .isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void keepsWhatTheHandlerSaysBeside() throws Exception {
    LucyException known = new LucyException(Reason.DIGEST_MISMATCH, "not what it was");
    StatusRuntimeException e =
        refusal(
            (request, responses) -> {
              throw StatusBridge.toGrpc(known, Map.of("digest", "ab12"));
            });

    ErrorInfo info = StatusBridge.info(e).orElseThrow();
    assertThat(info.getMetadataMap()).containsExactly(Map.entry("digest", "ab12"));
    assertThat(info.getReason()).isEqualTo("DIGEST_MISMATCH");
    assertThat(info.getDomain()).isEqualTo("lucy.io");
  }

  @Test
  void keepsSecretsOfDefects() throws Exception {
    StatusRuntimeException e =
        refusal(
            (request, responses) -> {
              throw new IllegalStateException("password 'sesame' in /etc/secret");
            });

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(e.getStatus().getDescription())
        .startsWith("a defect of Lucy")
        .doesNotContain("sesame")
        .doesNotContain("secret");
    assertThat(StatusBridge.fromGrpc(e).reason()).isEqualTo(Reason.INTERNAL);
  }

  @Test
  void survivesErrorsOfTheVirtualMachine() throws Exception {
    StatusRuntimeException e =
        refusal(
            (request, responses) -> {
              throw new StackOverflowError();
            });

    assertThat(StatusBridge.fromGrpc(e).reason()).isEqualTo(Reason.INTERNAL);
  }

  @Test
  void givesForeignStatusesAReason() throws Exception {
    StatusRuntimeException e =
        refusal(
            (request, responses) ->
                responses.onError(
                    Status.NOT_FOUND.withDescription("nothing here").asRuntimeException()));

    assertThat(StatusBridge.info(e)).map(ErrorInfo::getReason).hasValue("NOT_FOUND");
    assertThat(e.getStatus().getDescription()).isEqualTo("nothing here");
  }

  @Test
  void endsACallOnceThoughItsHandlerEndsItTwice() throws Exception {
    try (TextServer server =
        TextServer.asking(
            (request, responses) -> {
              responses.onNext(request);
              responses.onCompleted();
              throw new LucyException(Reason.NOT_FINITE, "too late");
            })) {
      assertThat(ask(server)).isEqualTo(HELLO);
      // The connection is still good.
      assertThat(ask(server)).isEqualTo(HELLO);
    }
  }

  @Test
  void tellsAFailedStreamNothingMore() throws Exception {
    AtomicInteger heard = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1);
    List<Throwable> ends = new CopyOnWriteArrayList<>();
    try (TextServer server =
        TextServer.talking(
            responses ->
                observer(
                    message -> {
                      heard.incrementAndGet();
                      throw new LucyException(Reason.DATASET_INVALID, "bad chunk");
                    }))) {
      StreamObserver<StringValue> requests =
          ClientCalls.asyncBidiStreamingCall(
              server.channel().newCall(TextServer.TALK, CallOptions.DEFAULT),
              new StreamObserver<StringValue>() {
                @Override
                public void onNext(StringValue value) {}

                @Override
                public void onError(Throwable t) {
                  ends.add(t);
                  done.countDown();
                }

                @Override
                public void onCompleted() {
                  done.countDown();
                }
              });
      requests.onNext(HELLO);
      requests.onNext(HELLO);

      assertThat(done.await(10, TimeUnit.SECONDS)).as("the stream ended").isTrue();
      assertThat(ends).hasSize(1);
      assertThat(StatusBridge.fromGrpc((StatusRuntimeException) ends.get(0)).reason())
          .isEqualTo(Reason.DATASET_INVALID);
      assertThat(heard).hasValue(1);
    }
  }

  @Test
  void refusesMessagesAboveTheLimit() throws Exception {
    try (TextServer server =
        TextServer.asking(
            (request, responses) -> {
              responses.onNext(HELLO);
              responses.onCompleted();
            })) {
      StringValue large = StringValue.of("x".repeat(GrpcLimits.MESSAGE_BYTES));

      StatusRuntimeException e =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  ClientCalls.blockingUnaryCall(
                      server.channel(), TextServer.ASK, CallOptions.DEFAULT, large));

      assertThat(StatusBridge.fromGrpc(e).reason()).isEqualTo(Reason.MESSAGE_TOO_LARGE);
      assertThat(ask(server)).isEqualTo(HELLO);
    }
  }

  @Test
  void givesSingleAnswersADeadline() throws Exception {
    AtomicInteger seconds = new AtomicInteger();
    try (TextServer server =
        TextServer.asking(
            (request, responses) -> {
              seconds.set((int) Context.current().getDeadline().timeRemaining(TimeUnit.SECONDS));
              responses.onNext(request);
              responses.onCompleted();
            })) {
      ask(server);
    }
    assertThat(seconds.get()).isBetween(1, (int) GrpcLimits.DEADLINE.toSeconds());
  }

  private static StatusRuntimeException refusal(
      ServerCalls.UnaryMethod<StringValue, StringValue> handler) throws Exception {
    try (TextServer server = TextServer.asking(handler)) {
      return catchThrowableOfType(StatusRuntimeException.class, () -> ask(server));
    }
  }

  private static StringValue ask(TextServer server) {
    return ClientCalls.blockingUnaryCall(
        server.channel(), TextServer.ASK, CallOptions.DEFAULT, HELLO);
  }

  private static StreamObserver<StringValue> observer(Consumer<StringValue> onNext) {
    return new StreamObserver<>() {
      @Override
      public void onNext(StringValue value) {
        onNext.accept(value);
      }

      @Override
      public void onError(Throwable t) {}

      @Override
      public void onCompleted() {}
    };
  }
}
