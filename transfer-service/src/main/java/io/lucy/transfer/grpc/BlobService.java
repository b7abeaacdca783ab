package io.lucy.transfer.grpc;

import io.grpc.stub.StreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.grpc.Owner;
import io.lucy.proto.transfer.v1.BlobServiceGrpc;
import io.lucy.proto.transfer.v1.FindMissingBlobsRequest;
import io.lucy.proto.transfer.v1.FindMissingBlobsResponse;
import io.lucy.proto.transfer.v1.GetUsageRequest;
import io.lucy.proto.transfer.v1.GetUsageResponse;
import io.lucy.proto.transfer.v1.UploadBlobRequest;
import io.lucy.proto.transfer.v1.UploadBlobResponse;
import io.lucy.transfer.Digests;
import io.lucy.transfer.OwnedBlobs;
import io.lucy.transfer.Transfer;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.util.List;

/** {@code lucy.transfer.v1.BlobService}. */
@GrpcService
@Blocking
public class BlobService extends BlobServiceGrpc.BlobServiceImplBase {
  private static final int MAX_BLOBS = 1000;

  private final OwnedBlobs blobs;

  BlobService(Transfer transfer) {
    this.blobs = transfer.blobs();
  }

  @Override
  public void findMissingBlobs(
      FindMissingBlobsRequest request, StreamObserver<FindMissingBlobsResponse> responses) {
    if (request.getBlobsCount() > MAX_BLOBS) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          request.getBlobsCount() + " digests (at most: " + MAX_BLOBS + "; ask more often)");
    }
    List<BlobId> asked = request.getBlobsList().stream().map(Digests::blob).toList();
    FindMissingBlobsResponse.Builder response = FindMissingBlobsResponse.newBuilder();
    blobs.missing(Owner.current(), asked).forEach(blob -> response.addMissing(Digests.of(blob)));
    Answers.send(responses, response.build());
  }

  @Override
  public void uploadBlob(UploadBlobRequest request, StreamObserver<UploadBlobResponse> responses) {
    blobs.put(Owner.current(), Digests.blob(request.getBlob()), request.getData().toByteArray());
    Answers.send(responses, UploadBlobResponse.getDefaultInstance());
  }

  @Override
  public void getUsage(GetUsageRequest request, StreamObserver<GetUsageResponse> responses) {
    OwnedBlobs.Usage usage = blobs.usage(Owner.current());
    Answers.send(
        responses,
        GetUsageResponse.newBuilder()
            .setUsedBytes(usage.usedBytes())
            .setQuotaBytes(usage.quotaBytes())
            .build());
  }
}
