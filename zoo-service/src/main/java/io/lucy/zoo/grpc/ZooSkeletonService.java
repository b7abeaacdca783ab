package io.lucy.zoo.grpc;

import io.grpc.stub.StreamObserver;
import io.lucy.proto.skeleton.v1.PingRequest;
import io.lucy.proto.skeleton.v1.PingResponse;
import io.lucy.proto.skeleton.v1.ZooSkeletonServiceGrpc;
import io.quarkus.grpc.GrpcService;

/** Answers with its own name until the real contract is here. */
@GrpcService
public class ZooSkeletonService extends ZooSkeletonServiceGrpc.ZooSkeletonServiceImplBase {
  @Override
  public void ping(PingRequest request, StreamObserver<PingResponse> responses) {
    responses.onNext(PingResponse.newBuilder().setName("zoo").build());
    responses.onCompleted();
  }
}
