package io.lucy.transfer.grpc;

import static io.lucy.transfer.grpc.Refusals.assertRefusal;
import static io.lucy.transfer.grpc.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ByteStreamGrpc.ByteStreamBlockingStub;
import com.google.bytestream.QueryWriteStatusRequest;
import com.google.bytestream.QueryWriteStatusResponse;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.lucy.engine.Reason;
import io.lucy.fabric.blob.BlobId;
import io.lucy.testing.Eventually;
import io.lucy.transfer.Examples;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteStreamTest {
  private static final int PIECE = 1 << 18;
  private static final byte[] BYTES = bytes();
  private static final BlobId BLOB = Examples.blob(BYTES);
  private static final String READ = "blobs/" + BLOB;
  private static final String WRITE = "uploads/0c5a/blobs/" + BLOB;

  @TempDir Path folder;
  private ServedTransfer served;

  @BeforeEach
  void serve() {
    served = new ServedTransfer(folder, 1 << 23);
  }

  @AfterEach
  void close() {
    served.close();
  }

  @Test
  void movesABlobThereAndBack() {
    assertThat(write("ann", WRITE, 0, BYTES.length)).isEqualTo(BYTES.length);

    assertThat(read("ann", READ, 0, 0)).isEqualTo(ByteString.copyFrom(BYTES));
    assertThat(read("ann", READ, 1000, 10)).isEqualTo(ByteString.copyFrom(BYTES, 1000, 10));
    assertThat(read("ann", READ, BYTES.length, 0)).isEqualTo(ByteString.EMPTY);
    assertThat(status("ann", WRITE).getComplete()).isTrue();
    assertThat(write("ann", "uploads/other/blobs/" + BLOB, 0, 1)).isEqualTo(BYTES.length);
  }

  @Test
  void hidesABlobFromThoseWhoDidNotBringIt() {
    write("ann", WRITE, 0, BYTES.length);

    refused(Status.Code.NOT_FOUND, Reason.NOT_FOUND, "no blob", () -> read("ben", READ, 0, 0));
    refused(Status.Code.NOT_FOUND, Reason.NOT_FOUND, "nothing of", () -> status("ben", WRITE));

    assertThat(write("ben", WRITE, 0, BYTES.length)).isEqualTo(BYTES.length);
    assertThat(read("ben", READ, 0, 0).size()).isEqualTo(BYTES.length);
  }

  @Test
  void resumesWhereAClientVanished() throws Exception {
    ManagedChannel connection = served.connect();
    CompletableFuture<WriteResponse> answer = new CompletableFuture<>();
    StreamObserver<WriteRequest> requests =
        ByteStreamGrpc.newStub(ServedTransfer.as("ann", connection)).write(completing(answer));
    requests.onNext(piece(WRITE, 0, PIECE, false));
    Eventually.eventually(
        () -> assertThat(status("ann", WRITE).getCommittedSize()).isEqualTo(PIECE));

    connection.shutdownNow();
    assertThat(connection.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

    QueryWriteStatusResponse left = status("ann", WRITE);
    assertThat(left.getCommittedSize()).isEqualTo(PIECE);
    assertThat(left.getComplete()).isFalse();
    assertThat(write("ann", WRITE, PIECE, BYTES.length)).isEqualTo(BYTES.length);
    assertThat(read("ann", READ, 0, 0)).isEqualTo(ByteString.copyFrom(BYTES));
  }

  @Test
  void holdsLittleForAClientThatStopsReading() throws Exception {
    write("ann", WRITE, 0, BYTES.length);
    CountDownLatch first = new CountDownLatch(1);
    CompletableFuture<ClientCallStreamObserver<ReadRequest>> call = new CompletableFuture<>();
    ByteStreamGrpc.newStub(served.as("ann"))
        .read(ReadRequest.newBuilder().setResourceName(READ).build(), pausing(call, first));
    assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();

    // Others are served meanwhile, more of them than there are threads.
    for (int i = 0; i < 20; i++) {
      assertThat(read("ann", READ, 0, 0).size()).isEqualTo(BYTES.length);
    }
    call.get().cancel("enough", null);
  }

  @Test
  void refusesNamesThatAreNone() {
    for (String name :
        new String[] {
          "",
          "blobs",
          "blobs/" + BLOB.sha256(),
          "blobs/" + BLOB.sha256() + "/-1",
          "blobs/../" + BLOB,
          "blobs/" + BLOB + "/x",
          "networks/" + BLOB.sha256(),
          "blobs/" + BLOB.sha256() + "/99999999999999999999"
        }) {
      refused(
          Status.Code.INVALID_ARGUMENT,
          Reason.ARGUMENT_INVALID,
          "expected: blobs/SHA256/SIZE",
          () -> read("ann", name, 0, 0));
    }
    for (String name : new String[] {READ, "uploads//" + READ, "uploads/../" + READ}) {
      refused(
          Status.Code.INVALID_ARGUMENT,
          Reason.ARGUMENT_INVALID,
          "expected: uploads/UUID/blobs/SHA256/SIZE",
          () -> status("ann", name));
    }
  }

  @Test
  void refusesOffsetsOutsideTheBlob() {
    write("ann", WRITE, 0, BYTES.length);

    for (long offset : new long[] {-1, BYTES.length + 1L, Long.MIN_VALUE, Long.MAX_VALUE}) {
      refused(
          Status.Code.OUT_OF_RANGE,
          Reason.ARGUMENT_INVALID,
          "read_offset " + offset,
          () -> read("ann", READ, offset, 0));
    }
    refused(
        Status.Code.INVALID_ARGUMENT,
        Reason.ARGUMENT_INVALID,
        "read_limit -1",
        () -> read("ann", READ, 0, -1));
  }

  @Test
  void refusesToWriteElsewhereThanAtTheEnd() {
    for (int offset : new int[] {1, PIECE}) {
      assertRefusal(
          writeFailure("ann", WRITE, piece(WRITE, offset, 10, false)),
          Status.Code.OUT_OF_RANGE,
          Reason.ARGUMENT_INVALID,
          "expected: 0");
    }
  }

  @Test
  void refusesOtherBytes() {
    byte[] other = BYTES.clone();
    other[0]++;

    assertRefusal(
        writeFailure(
            "ann",
            WRITE,
            WriteRequest.newBuilder()
                .setResourceName(WRITE)
                .setData(ByteString.copyFrom(other))
                .setFinishWrite(true)
                .build()),
        Status.Code.DATA_LOSS,
        Reason.DIGEST_MISMATCH,
        "are others");
    refused(Status.Code.NOT_FOUND, Reason.NOT_FOUND, "nothing of", () -> status("ann", WRITE));
  }

  @Test
  void refusesMoreThanTheQuotaBeforeItComes() {
    BlobId large = new BlobId(BLOB.sha256(), 1L << 24);
    String name = "uploads/1/blobs/" + large;

    assertRefusal(
        writeFailure(
            "ann",
            name,
            WriteRequest.newBuilder()
                .setResourceName(name)
                .setData(ByteString.copyFrom(new byte[10]))
                .build()),
        Status.Code.RESOURCE_EXHAUSTED,
        Reason.QUOTA_EXCEEDED,
        "quota: 8388608");
  }

  private ByteString read(String owner, String name, long offset, long limit) {
    Iterator<ReadResponse> pieces =
        stub(owner)
            .read(
                ReadRequest.newBuilder()
                    .setResourceName(name)
                    .setReadOffset(offset)
                    .setReadLimit(limit)
                    .build());
    ByteString.Output bytes = ByteString.newOutput();
    while (pieces.hasNext()) {
      byte[] piece = pieces.next().getData().toByteArray();
      bytes.write(piece, 0, piece.length);
    }
    return bytes.toByteString();
  }

  private QueryWriteStatusResponse status(String owner, String name) {
    return stub(owner)
        .queryWriteStatus(QueryWriteStatusRequest.newBuilder().setResourceName(name).build());
  }

  private long write(String owner, String name, int from, int to) {
    CompletableFuture<WriteResponse> answer = new CompletableFuture<>();
    StreamObserver<WriteRequest> requests =
        ByteStreamGrpc.newStub(served.as(owner)).write(completing(answer));
    for (int at = from; at < to; at += PIECE) {
      int length = Math.min(PIECE, to - at);
      requests.onNext(piece(name, at, length, at + length == BYTES.length));
    }
    requests.onCompleted();
    return answer.join().getCommittedSize();
  }

  private StatusRuntimeException writeFailure(String owner, String name, WriteRequest request) {
    CompletableFuture<WriteResponse> answer = new CompletableFuture<>();
    StreamObserver<WriteRequest> requests =
        ByteStreamGrpc.newStub(served.as(owner)).write(completing(answer));
    requests.onNext(request);
    requests.onCompleted();
    try {
      throw new AssertionError("'" + name + "' was written: " + answer.join());
    } catch (CompletionException e) {
      return (StatusRuntimeException) e.getCause();
    }
  }

  private ByteStreamBlockingStub stub(String owner) {
    return ByteStreamGrpc.newBlockingStub(served.as(owner));
  }

  private static WriteRequest piece(String name, int offset, int length, boolean last) {
    return WriteRequest.newBuilder()
        .setResourceName(name)
        .setWriteOffset(offset)
        .setData(ByteString.copyFrom(BYTES, offset, length))
        .setFinishWrite(last)
        .build();
  }

  private static StreamObserver<WriteResponse> completing(CompletableFuture<WriteResponse> answer) {
    return new StreamObserver<>() {
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
        answer.completeExceptionally(new AssertionError("no answer"));
      }
    };
  }

  /** Takes one piece, and asks for no other. */
  private static ClientResponseObserver<ReadRequest, ReadResponse> pausing(
      CompletableFuture<ClientCallStreamObserver<ReadRequest>> call, CountDownLatch first) {
    return new ClientResponseObserver<>() {
      @Override
      public void beforeStart(ClientCallStreamObserver<ReadRequest> stream) {
        stream.disableAutoRequestWithInitial(1);
        call.complete(stream);
      }

      @Override
      public void onNext(ReadResponse piece) {
        first.countDown();
      }

      @Override
      public void onError(Throwable e) {
        first.countDown();
      }

      @Override
      public void onCompleted() {
        first.countDown();
      }
    };
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
