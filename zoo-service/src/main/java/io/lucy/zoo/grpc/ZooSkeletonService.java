package io.lucy.zoo.grpc;

import io.grpc.stub.StreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.proto.skeleton.v1.PingRequest;
import io.lucy.proto.skeleton.v1.PingResponse;
import io.lucy.proto.skeleton.v1.ZooSkeletonServiceGrpc;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;

/** Answers with its own name until the real contract is here. */
@GrpcService
@Blocking
public class ZooSkeletonService extends ZooSkeletonServiceGrpc.ZooSkeletonServiceImplBase {
  @Override
  public void ping(PingRequest request, StreamObserver<PingResponse> responses) {
    if (!request.getRefuse().isEmpty()) {
      throw new LucyException(Reason.NOT_FOUND, request.getRefuse());
    }
    responses.onNext(PingResponse.newBuilder().setName("zoo").build());
    responses.onCompleted();
  }
}
