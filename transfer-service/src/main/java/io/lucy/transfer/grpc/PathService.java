package io.lucy.transfer.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.StreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.grpc.Owner;
import io.lucy.proto.transfer.v1.GetPathRequest;
import io.lucy.proto.transfer.v1.GetPathResponse;
import io.lucy.proto.transfer.v1.ListPathsRequest;
import io.lucy.proto.transfer.v1.ListPathsResponse;
import io.lucy.proto.transfer.v1.PathServiceGrpc;
import io.lucy.proto.transfer.v1.PutPathRequest;
import io.lucy.proto.transfer.v1.PutPathResponse;
import io.lucy.proto.transfer.v1.StoredPath;
import io.lucy.transfer.Digests;
import io.lucy.transfer.Page;
import io.lucy.transfer.Paths;
import io.lucy.transfer.Transfer;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;

/** {@code lucy.transfer.v1.PathService}. */
@GrpcService
@Blocking
public class PathService extends PathServiceGrpc.PathServiceImplBase {
  private final Paths paths;

  PathService(Transfer transfer) {
    this.paths = transfer.paths();
  }

  @Override
  public void getPath(GetPathRequest request, StreamObserver<GetPathResponse> responses) {
    byte[] path = paths.get(Owner.current(), Digests.digits(request.getPathId(), "path_id"));
    Answers.send(
        responses,
        GetPathResponse.newBuilder().setPath(UnsafeByteOperations.unsafeWrap(path)).build());
  }

  @Override
  public void listPaths(ListPathsRequest request, StreamObserver<ListPathsResponse> responses) {
    Page<StoredPath> page =
        paths.list(
            Owner.current(), new Page.Request(request.getPageSize(), request.getPageToken()));
    Answers.send(
        responses,
        ListPathsResponse.newBuilder()
            .addAllPaths(page.items())
            .setNextPageToken(page.next())
            .build());
  }

  @Override
  public void putPath(PutPathRequest request, StreamObserver<PutPathResponse> responses) {
    if (request.getPath().isEmpty() != request.hasData()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "path of %d bytes, data %s (expected: one of them)"
              .formatted(request.getPath().size(), request.hasData() ? "too" : "missing"));
    }
    StoredPath path =
        request.hasData()
            ? paths.putBlob(Owner.current(), Digests.blob(request.getData()), request.getName())
            : paths.put(Owner.current(), request.getPath().toByteArray(), request.getName());
    Answers.send(responses, PutPathResponse.newBuilder().setPath(path).build());
  }
}
