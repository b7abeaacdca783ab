package io.lucy.inserter.grpc;

import io.grpc.stub.StreamObserver;
import io.lucy.proto.skeleton.v1.InserterSkeletonServiceGrpc;
import io.lucy.proto.skeleton.v1.PingRequest;
import io.lucy.proto.skeleton.v1.PingResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;

/** Answers with its own name until the real contract is here. */
@GrpcService
@Blocking
public class InserterSkeletonService
    extends InserterSkeletonServiceGrpc.InserterSkeletonServiceImplBase {
  @Override
  public void ping(PingRequest request, StreamObserver<PingResponse> responses) {
    responses.onNext(PingResponse.newBuilder().setName("inserter").build());
    responses.onCompleted();
  }
}
