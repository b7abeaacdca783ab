package io.lucy.transfer.grpc;

import static io.lucy.transfer.grpc.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.Reason;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.log.Topic;
import io.lucy.proto.common.v1.Digest;
import io.lucy.proto.transfer.v1.BlobServiceGrpc;
import io.lucy.proto.transfer.v1.BlobServiceGrpc.BlobServiceBlockingStub;
import io.lucy.proto.transfer.v1.CreateDatasetRequest;
import io.lucy.proto.transfer.v1.Dataset;
import io.lucy.proto.transfer.v1.DatasetServiceGrpc;
import io.lucy.proto.transfer.v1.DatasetServiceGrpc.DatasetServiceBlockingStub;
import io.lucy.proto.transfer.v1.DeleteDatasetRequest;
import io.lucy.proto.transfer.v1.FindMissingBlobsRequest;
import io.lucy.proto.transfer.v1.GetDatasetRequest;
import io.lucy.proto.transfer.v1.GetPathRequest;
import io.lucy.proto.transfer.v1.GetUsageRequest;
import io.lucy.proto.transfer.v1.ListDatasetsRequest;
import io.lucy.proto.transfer.v1.ListPathsRequest;
import io.lucy.proto.transfer.v1.PathServiceGrpc;
import io.lucy.proto.transfer.v1.PathServiceGrpc.PathServiceBlockingStub;
import io.lucy.proto.transfer.v1.PutPathRequest;
import io.lucy.proto.transfer.v1.StoredPath;
import io.lucy.proto.transfer.v1.UploadBlobRequest;
import io.lucy.transfer.Digests;
import io.lucy.transfer.Examples;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnaryCallsTest {
  private static final byte[] BYTES = Examples.dataset(1, 30);
  private static final BlobId BLOB = Examples.blob(BYTES);
  private static final byte[] PATH = Examples.encodedPath(1);
  private static final ByteString PATH_ID = Digests.bytes(Examples.idOf(PATH));

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
  void makesADatasetOfABlob() {
    assertThat(missing("ann")).containsExactly(Digests.of(BLOB));
    upload("ann", BLOB, BYTES);
    assertThat(missing("ann")).isEmpty();

    Dataset created = create("ann", BLOB);

    assertThat(created.getSamples()).isEqualTo(30);
    assertThat(
            datasets("ann")
                .getDataset(GetDatasetRequest.newBuilder().setSha256(sha256()).build())
                .getDataset())
        .isEqualTo(created);
    assertThat(
            datasets("ann")
                .listDatasets(ListDatasetsRequest.getDefaultInstance())
                .getDatasetsList())
        .containsExactly(created);
    assertThat(blobs("ann").getUsage(GetUsageRequest.getDefaultInstance()).getUsedBytes())
        .isEqualTo(BYTES.length);
  }

  @Test
  void hidesOneOwnersThingsFromAnother() {
    upload("ann", BLOB, BYTES);
    create("ann", BLOB);
    putPath("ann", PATH);

    assertThat(missing("ben")).containsExactly(Digests.of(BLOB));
    refused(
        Status.Code.NOT_FOUND,
        Reason.NOT_FOUND,
        "no dataset",
        () ->
            datasets("ben").getDataset(GetDatasetRequest.newBuilder().setSha256(sha256()).build()));
    refused(Status.Code.NOT_FOUND, Reason.NOT_FOUND, "no blob", () -> create("ben", BLOB));
    refused(Status.Code.NOT_FOUND, Reason.NOT_FOUND, "no path", () -> getPath("ben", PATH_ID));
    assertThat(
            datasets("ben")
                .listDatasets(ListDatasetsRequest.getDefaultInstance())
                .getDatasetsCount())
        .isZero();
    datasets("ben").deleteDataset(DeleteDatasetRequest.newBuilder().setSha256(sha256()).build());
    assertThat(create("ann", BLOB).getOwner()).isEqualTo("ann");
  }

  @Test
  void keepsAPathAsItCame() {
    StoredPath stored = putPath("ann", PATH);

    assertThat(stored.getPathId()).isEqualTo(PATH_ID);
    assertThat(getPath("ann", PATH_ID).toByteArray()).isEqualTo(PATH);
    assertThat(paths("ann").listPaths(ListPathsRequest.getDefaultInstance()).getPathsList())
        .containsExactly(stored);
  }

  @Test
  void keepsThePathOfACloneThatIsCompleted() {
    served
        .log
        .append(Topic.EVENTS, Examples.completedEvent("ann", Examples.cloneId(1), PATH))
        .join();

    io.lucy.testing.Eventually.eventually(
        () -> assertThat(getPath("ann", PATH_ID).toByteArray()).isEqualTo(PATH));
  }

  @Test
  void refusesMalformedDigests() {
    Digest half = Digest.newBuilder().setSha256(ByteString.copyFrom(new byte[16])).build();
    Digest negative = Digests.of(BLOB).toBuilder().setSizeBytes(-1).build();

    invalid(
        "16 bytes (expected: 32",
        () ->
            blobs("ann")
                .findMissingBlobs(FindMissingBlobsRequest.newBuilder().addBlobs(half).build()));
    invalid(
        "size of -1 bytes",
        () -> blobs("ann").uploadBlob(UploadBlobRequest.newBuilder().setBlob(negative).build()));
    invalid(
        "digest: 0 bytes",
        () -> datasets("ann").createDataset(CreateDatasetRequest.getDefaultInstance()));
    invalid(
        "sha256: 0 bytes",
        () -> datasets("ann").getDataset(GetDatasetRequest.getDefaultInstance()));
    invalid("path_id: 0 bytes", () -> paths("ann").getPath(GetPathRequest.getDefaultInstance()));
  }

  @Test
  void refusesMoreThanItTakesAtOnce() {
    byte[] large = new byte[(2 << 20) + 1];
    byte[] tooLarge = new byte[5 << 20];

    invalid("at most 2097152", () -> upload("ann", Examples.blob(large), large));
    invalid(
        "1001 digests",
        () ->
            blobs("ann")
                .findMissingBlobs(
                    FindMissingBlobsRequest.newBuilder()
                        .addAllBlobs(Collections.nCopies(1001, Digests.of(BLOB)))
                        .build()));
    assertThatThrownBy(() -> upload("ann", Examples.blob(tooLarge), tooLarge))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
  }

  @Test
  void refusesBytesOfAnotherDigest() {
    byte[] other = BYTES.clone();
    other[other.length - 1]++;

    refused(
        Status.Code.DATA_LOSS,
        Reason.DIGEST_MISMATCH,
        "have digest",
        () -> upload("ann", BLOB, other));
    assertThat(missing("ann")).containsExactly(Digests.of(BLOB));
  }

  @Test
  void refusesMoreThanTheQuota() {
    for (int i = 0; i < 4; i++) {
      byte[] bytes = new byte[2 << 20];
      bytes[0] = (byte) i;
      upload("ann", Examples.blob(bytes), bytes);
    }

    refused(
        Status.Code.RESOURCE_EXHAUSTED,
        Reason.QUOTA_EXCEEDED,
        "quota: 8388608",
        () -> upload("ann", BLOB, BYTES));
    upload("ben", BLOB, BYTES);
  }

  @Test
  void refusesBlobsThatAreNoDatasets() {
    byte[] cut = java.util.Arrays.copyOf(BYTES, BYTES.length - 1);
    byte[] empty = Examples.dataset(1, 0);
    upload("ann", Examples.blob(cut), cut);
    upload("ann", Examples.blob(empty), empty);

    refused(
        Status.Code.FAILED_PRECONDITION,
        Reason.DATASET_INVALID,
        "cut short",
        () -> create("ann", Examples.blob(cut)));
    refused(
        Status.Code.FAILED_PRECONDITION,
        Reason.TOO_FEW_SAMPLES,
        "0 samples",
        () -> create("ann", Examples.blob(empty)));
  }

  @Test
  void refusesPathsThatAreNone() {
    refused(
        Status.Code.INVALID_ARGUMENT,
        Reason.PATH_CORRUPT,
        "",
        () -> putPath("ann", new byte[] {1, 2, 3}));
    invalid("path of 0 bytes, data missing", () -> putPath("ann", new byte[0]));
    invalid(
        "data too",
        () ->
            paths("ann")
                .putPath(
                    PutPathRequest.newBuilder()
                        .setPath(ByteString.copyFrom(PATH))
                        .setData(Digests.of(BLOB))
                        .build()));
  }

  @Test
  void keepsADeadlineOfOneMillisecond() {
    upload("ann", BLOB, BYTES);

    for (int i = 0; i < 20; i++) {
      try {
        datasets("ann")
            .withDeadlineAfter(1, TimeUnit.MILLISECONDS)
            .createDataset(
                CreateDatasetRequest.newBuilder()
                    .setData(Digests.of(BLOB))
                    .setName("name-" + i)
                    .build());
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      }
    }

    assertThat(create("ann", BLOB).getSamples()).isEqualTo(30);
  }

  private static void invalid(
      String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    refused(Status.Code.INVALID_ARGUMENT, Reason.ARGUMENT_INVALID, message, call);
  }

  private static ByteString sha256() {
    return Digests.of(BLOB).getSha256();
  }

  private java.util.List<Digest> missing(String owner) {
    return blobs(owner)
        .findMissingBlobs(FindMissingBlobsRequest.newBuilder().addBlobs(Digests.of(BLOB)).build())
        .getMissingList();
  }

  private void upload(String owner, BlobId blob, byte[] bytes) {
    assertThat(
            blobs(owner)
                .uploadBlob(
                    UploadBlobRequest.newBuilder()
                        .setBlob(Digests.of(blob))
                        .setData(ByteString.copyFrom(bytes))
                        .build()))
        .isNotNull();
  }

  private Dataset create(String owner, BlobId blob) {
    return datasets(owner)
        .createDataset(CreateDatasetRequest.newBuilder().setData(Digests.of(blob)).build())
        .getDataset();
  }

  private StoredPath putPath(String owner, byte[] path) {
    return paths(owner)
        .putPath(PutPathRequest.newBuilder().setPath(ByteString.copyFrom(path)).build())
        .getPath();
  }

  private ByteString getPath(String owner, ByteString id) {
    return paths(owner).getPath(GetPathRequest.newBuilder().setPathId(id).build()).getPath();
  }

  private BlobServiceBlockingStub blobs(String owner) {
    return BlobServiceGrpc.newBlockingStub(served.as(owner));
  }

  private DatasetServiceBlockingStub datasets(String owner) {
    return DatasetServiceGrpc.newBlockingStub(served.as(owner));
  }

  private PathServiceBlockingStub paths(String owner) {
    return PathServiceGrpc.newBlockingStub(served.as(owner));
  }
}
