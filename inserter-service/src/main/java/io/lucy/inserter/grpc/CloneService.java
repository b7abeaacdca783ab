package io.lucy.inserter.grpc;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.lucy.fabric.grpc.Owner;
import io.lucy.inserter.Clones;
import io.lucy.proto.clone.v1.CancelCloneRequest;
import io.lucy.proto.clone.v1.CancelCloneResponse;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneServiceGrpc;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.clone.v1.CreateCloneResponse;
import io.lucy.proto.clone.v1.DeleteCloneRequest;
import io.lucy.proto.clone.v1.DeleteCloneResponse;
import io.lucy.proto.clone.v1.ExtendCloneRequest;
import io.lucy.proto.clone.v1.ExtendCloneResponse;
import io.lucy.proto.clone.v1.GetCloneRequest;
import io.lucy.proto.clone.v1.GetCloneResponse;
import io.lucy.proto.clone.v1.ListClonesRequest;
import io.lucy.proto.clone.v1.ListClonesResponse;
import io.lucy.proto.clone.v1.ShrinkCloneRequest;
import io.lucy.proto.clone.v1.ShrinkCloneResponse;
import io.lucy.proto.clone.v1.WatchCloneRequest;
import io.lucy.proto.clone.v1.WatchCloneResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * {@code lucy.clone.v1.CloneService}.
 *
 * <p>What waits for the log gives its thread back meanwhile: two hundred may wait at once. What
 * asks other services first has threads of its own: in a process that hosts those too, calls that
 * all waited for answers would leave them no thread to answer with.
 */
@GrpcService
@Blocking
public class CloneService extends CloneServiceGrpc.CloneServiceImplBase {
  private static final int ASKING_THREADS = 16;

  private final Clones clones;
  private final ExecutorService asking =
      Executors.newFixedThreadPool(ASKING_THREADS, CloneService::askingThread);

  public CloneService(Clones clones) {
    this.clones = clones;
  }

  @Override
  public void createClone(
      CreateCloneRequest request, StreamObserver<CreateCloneResponse> responses) {
    answer(
        apart(owner -> clones.create(owner, request)),
        responses,
        clone -> CreateCloneResponse.newBuilder().setClone(clone).build());
  }

  @Override
  public void extendClone(
      ExtendCloneRequest request, StreamObserver<ExtendCloneResponse> responses) {
    answer(
        apart(owner -> clones.extend(owner, request)),
        responses,
        clone -> ExtendCloneResponse.newBuilder().setClone(clone).build());
  }

  @Override
  public void shrinkClone(
      ShrinkCloneRequest request, StreamObserver<ShrinkCloneResponse> responses) {
    answer(
        apart(owner -> clones.shrink(owner, request)),
        responses,
        clone -> ShrinkCloneResponse.newBuilder().setClone(clone).build());
  }

  @Override
  public void getClone(GetCloneRequest request, StreamObserver<GetCloneResponse> responses) {
    answer(
        responses,
        GetCloneResponse.newBuilder()
            .setClone(clones.get(Owner.current(), request.getClone()))
            .build());
  }

  @Override
  public void listClones(ListClonesRequest request, StreamObserver<ListClonesResponse> responses) {
    Clones.Page page = clones.list(Owner.current(), request.getPageSize(), request.getPageToken());
    answer(
        responses,
        ListClonesResponse.newBuilder()
            .addAllClones(page.clones())
            .setNextPageToken(page.next())
            .build());
  }

  @Override
  public void watchClone(WatchCloneRequest request, StreamObserver<WatchCloneResponse> responses) {
    WatchCall call = new WatchCall((ServerCallStreamObserver<WatchCloneResponse>) responses);
    call.begin(clones.watch(Owner.current(), request.getClone(), call::send));
  }

  @Override
  public void cancelClone(
      CancelCloneRequest request, StreamObserver<CancelCloneResponse> responses) {
    answer(
        clones.cancel(Owner.current(), request.getClone()),
        responses,
        clone -> CancelCloneResponse.newBuilder().setClone(clone).build());
  }

  @Override
  public void deleteClone(
      DeleteCloneRequest request, StreamObserver<DeleteCloneResponse> responses) {
    answer(
        clones.delete(Owner.current(), request.getClone()),
        responses,
        done -> DeleteCloneResponse.getDefaultInstance());
  }

  @PreDestroy
  void close() {
    asking.shutdownNow();
  }

  private static Thread askingThread(Runnable task) {
    Thread thread = new Thread(task, "inserter-asking");
    thread.setDaemon(true);
    return thread;
  }

  /** Asks on another thread, for the same owner and within the same deadline. */
  private CompletableFuture<Clone> apart(Function<String, CompletableFuture<Clone>> request) {
    String owner = Owner.current();
    return CompletableFuture.supplyAsync(
            () -> request.apply(owner), Context.current().fixedContextExecutor(asking))
        .thenCompose(Function.identity());
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static <T, R> void answer(
      CompletableFuture<T> result, StreamObserver<R> responses, Function<T, R> response) {
    CompletableFuture<T> unused =
        result.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                answer(responses, response.apply(value));
              } else {
                responses.onError(cause(failure));
              }
            });
  }

  private static <R> void answer(StreamObserver<R> responses, R response) {
    responses.onNext(response);
    responses.onCompleted();
  }
}
