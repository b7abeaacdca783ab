package io.lucy.fabric.grpc;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.QueryWriteStatusRequest;
import com.google.bytestream.QueryWriteStatusResponse;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.blob.BlobUpload;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * {@code google.bytestream.ByteStream} over whatever has bytes: services say what is behind the
 * name of a resource, and extend this class to be found by Quarkus.
 *
 * <p>Sends a piece only when the client's end of the connection has taken the one before, and asks
 * for a piece only when the one before is kept, so that a client that stops reading, or is faster
 * than the disk, costs one piece of memory. All reading, writing and looking up happens on the
 * executor, in the gRPC context of the call. Refusals are {@link LucyException}s or carry {@code
 * ErrorInfo}; {@link ErrorInterceptor} sends them.
 */
public class ByteStreamService extends ByteStreamGrpc.ByteStreamImplBase {
  /** Of services that nobody can write to. */
  public static final Uploads READ_ONLY =
      resource -> {
        throw new LucyException(
            Reason.UNIMPLEMENTED,
            "resource '" + resource + "' cannot be written (nothing can, in this service)");
      };

  private static final Logger LOG = System.getLogger(ByteStreamService.class.getName());

  private final Resources resources;
  private final Uploads uploads;
  private final Executor executor;

  /** What can be read. */
  @FunctionalInterface
  public interface Resources {
    /**
     * May take its time.
     *
     * @throws LucyException with {@code NOT_FOUND}, or {@code ARGUMENT_INVALID} if it is no name
     */
    Contents find(String resourceName);
  }

  /** What can be written. */
  @FunctionalInterface
  public interface Uploads {
    /**
     * The upload of that name, new or not.
     *
     * @throws LucyException with {@code ARGUMENT_INVALID} if it is no name
     */
    BlobUpload find(String resourceName);
  }

  /**
   * @param executor what may wait for disks; its threads bound how many pieces are moved at once.
   *     It rejects nothing before it is shut down
   */
  public ByteStreamService(Resources resources, Uploads uploads, Executor executor) {
    this.resources = resources;
    this.uploads = uploads;
    this.executor = executor;
  }

  @Override
  public void read(ReadRequest request, StreamObserver<ReadResponse> answers) {
    new ReadCall(request, resources, serverSide(answers), steps()).start();
  }

  @Override
  public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> answers) {
    return new WriteCall(uploads, serverSide(answers), steps());
  }

  @Override
  public void queryWriteStatus(
      QueryWriteStatusRequest request, StreamObserver<QueryWriteStatusResponse> answers) {
    steps()
        .execute(
            () -> {
              try {
                answers.onNext(status(request.getResourceName()));
                answers.onCompleted();
              } catch (RuntimeException e) {
                answers.onError(e);
              }
            });
  }

  private QueryWriteStatusResponse status(String resource) {
    BlobUpload upload = uploads.find(resource);
    OptionalLong committed = upload.committedBytes();
    if (committed.isEmpty()) {
      throw new LucyException(
          Reason.NOT_FOUND, "nothing of '" + resource + "' is here (begin to write it at 0)");
    }
    return QueryWriteStatusResponse.newBuilder()
        .setCommittedSize(committed.getAsLong())
        .setComplete(upload.isComplete())
        .build();
  }

  /** Runs the steps of one call one after the other, as the one who calls. */
  private Executor steps() {
    return MoreExecutors.newSequentialExecutor(Context.current().fixedContextExecutor(executor));
  }

  /** Runs a step of a call that has ended; without an executor any more, the process ends too. */
  static void runLast(Executor steps, Runnable step) {
    try {
      steps.execute(step);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "a call ended after its service", e);
    }
  }

  /** What gRPC always passes to a service. */
  private static <T> ServerCallStreamObserver<T> serverSide(StreamObserver<T> observer) {
    return (ServerCallStreamObserver<T>) observer;
  }

  /** {@code ARGUMENT_INVALID}, with the code that the protocol has for offsets. */
  static StatusRuntimeException outOfRange(String message) {
    StatusRuntimeException invalid =
        StatusBridge.toGrpc(new LucyException(Reason.ARGUMENT_INVALID, message));
    return StatusProto.toStatusRuntimeException(
        StatusProto.fromThrowable(invalid).toBuilder()
            .setCode(Status.Code.OUT_OF_RANGE.value())
            .build());
  }
}
