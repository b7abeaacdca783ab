import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.QueryWriteStatusRequest;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneServiceGrpc;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.clone.v1.NewClone;
import io.lucy.proto.clone.v1.WatchCloneRequest;
import io.lucy.proto.clone.v1.WatchCloneResponse;
import io.lucy.proto.common.v1.Digest;
import io.lucy.proto.transfer.v1.BlobServiceGrpc;
import io.lucy.proto.transfer.v1.CreateDatasetRequest;
import io.lucy.proto.transfer.v1.Dataset;
import io.lucy.proto.transfer.v1.DatasetServiceGrpc;
import io.lucy.proto.transfer.v1.FindMissingBlobsRequest;
import io.lucy.proto.transfer.v1.GetPathRequest;
import io.lucy.proto.transfer.v1.PathServiceGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Uploads images, has a clone built from them, watches it, and reads its path, with plain grpc-java
 * and the stubs of {@code io.lucy:lucy-proto}.
 *
 * <pre>CloneClient SERVER DATASET LABELS OUT</pre>
 *
 * <p>SERVER is host:port of {@code lucy up}, DATASET a dataset file (docs/formats/dataset.md), LABELS
 * what the clone should know, with commas, and OUT where its path goes: an encoded {@code
 * lucy.path.v1.ClonePath}.
 */
public final class CloneClient {
  private static final int PIECE_BYTES = 1 << 18;
  private static final int ATTEMPTS = 5;
  private static final int PAUSE_MILLIS = 100;

  private final ManagedChannel channel;

  private CloneClient(ManagedChannel channel) {
    this.channel = channel;
  }

  public static void main(String[] arguments) throws Exception {
    byte[] data = Files.readAllBytes(Path.of(arguments[1]));
    List<String> labels = List.of(arguments[2].split(","));
    ManagedChannel channel =
        Grpc.newChannelBuilder(arguments[0], InsecureChannelCredentials.create()).build();
    try {
      ByteString path = new CloneClient(channel).pathOf(data, labels);
      Files.write(Path.of(arguments[3]), path.toByteArray());
    } finally {
      channel.shutdown();
      channel.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  private ByteString pathOf(byte[] data, List<String> labels) throws Exception {
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(data);
    Digest blob =
        Digest.newBuilder()
            .setSha256(ByteString.copyFrom(sha256))
            .setSizeBytes(data.length)
            .build();
    upload(blob, data);
    Dataset dataset =
        DatasetServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .createDataset(CreateDatasetRequest.newBuilder().setData(blob).build())
            .getDataset();
    System.err.println("dataset " + dataset.getName() + ": " + dataset.getSamples() + " images");
    // The same request id never makes a second clone: after a broken connection, ask again with it.
    Clone requested =
        CloneServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .createClone(
                CreateCloneRequest.newBuilder()
                    .setRequestId(UUID.randomUUID().toString())
                    .addAllLabels(labels)
                    .setData(blob)
                    .setNewClone(NewClone.getDefaultInstance())
                    .build())
            .getClone();
    ByteString pathId = watch(requested.getId()).getResult().getPathId();
    ByteString path = path(pathId);
    System.out.println("path " + hex(pathId) + " " + path.size() + " bytes");
    return path;
  }

  /** Shows a clone until its life ends, and returns what became of it. */
  private Clone watch(String id) {
    Iterator<WatchCloneResponse> updates =
        CloneServiceGrpc.newBlockingStub(channel)
            .watchClone(WatchCloneRequest.newBuilder().setClone(id).build());
    while (updates.hasNext()) {
      Clone clone = updates.next().getClone();
      System.err.println(clone.getState() + " " + clone.getProgress().getStage());
      switch (clone.getState()) {
        case CLONE_STATE_COMPLETED -> {
          return clone;
        }
        case CLONE_STATE_FAILED, CLONE_STATE_CANCELLED ->
            throw new IllegalStateException(
                clone.getFailure().getReason() + ": " + clone.getFailure().getMessage());
        default -> {}
      }
    }
    throw new IllegalStateException("the watch ended before the clone did");
  }

  /** A completed clone's path, which arrives a moment after the news of it. */
  private ByteString path(ByteString id) throws InterruptedException {
    GetPathRequest request = GetPathRequest.newBuilder().setPathId(id).build();
    Deadline deadline = Deadline.after(30, TimeUnit.SECONDS);
    while (true) {
      try {
        return PathServiceGrpc.newBlockingStub(channel)
            .withDeadline(deadline)
            .getPath(request)
            .getPath();
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  /** Sends bytes that are not there yet, going on where an upload before broke off. */
  private void upload(Digest blob, byte[] data) throws Exception {
    FindMissingBlobsRequest question = FindMissingBlobsRequest.newBuilder().addBlobs(blob).build();
    if (BlobServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .findMissingBlobs(question)
        .getMissingList()
        .isEmpty()) {
      return;
    }
    String name =
        "uploads/%s/blobs/%s/%d"
            .formatted(UUID.randomUUID(), hex(blob.getSha256()), blob.getSizeBytes());
    for (int attempt = 1; ; attempt++) {
      Upload upload = new Upload(name, data, committed(name));
      ByteStreamGrpc.newStub(channel).write(upload);
      try {
        upload.done.get();
        return;
      } catch (ExecutionException e) {
        boolean broken = Status.fromThrowable(e).getCode() == Status.Code.UNAVAILABLE;
        if (!broken || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private int committed(String name) {
    try {
      return (int)
          ByteStreamGrpc.newBlockingStub(channel)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .queryWriteStatus(QueryWriteStatusRequest.newBuilder().setResourceName(name).build())
              .getCommittedSize();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return 0;
      }
      throw e;
    }
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** Sends a piece whenever the connection takes one. */
  private static final class Upload implements ClientResponseObserver<WriteRequest, WriteResponse> {
    final CompletableFuture<Void> done = new CompletableFuture<>();
    private final String name;
    private final byte[] data;
    private int offset;
    private boolean finished;
    private boolean completed;

    Upload(String name, byte[] data, int offset) {
      this.name = name;
      this.data = data;
      this.offset = offset;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WriteRequest> server) {
      server.setOnReadyHandler(
          () -> {
            while (server.isReady() && !finished) {
              int length = Math.min(PIECE_BYTES, data.length - offset);
              server.onNext(
                  WriteRequest.newBuilder()
                      .setResourceName(name)
                      .setWriteOffset(offset)
                      .setData(UnsafeByteOperations.unsafeWrap(data, offset, length))
                      .setFinishWrite(offset + length == data.length)
                      .build());
              offset += length;
              finished = offset == data.length;
            }
            if (finished && !completed) {
              completed = true;
              server.onCompleted();
            }
          });
    }

    @Override
    public void onNext(WriteResponse response) {
      done.complete(null);
    }

    @Override
    public void onError(Throwable e) {
      done.completeExceptionally(e);
    }

    @Override
    public void onCompleted() {
      done.completeExceptionally(new IllegalStateException("the server did not say how much it has"));
    }
  }
}
