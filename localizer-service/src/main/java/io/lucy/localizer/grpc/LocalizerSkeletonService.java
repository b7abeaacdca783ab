package io.lucy.localizer.grpc;

import io.grpc.stub.StreamObserver;
import io.lucy.proto.skeleton.v1.LocalizerSkeletonServiceGrpc;
import io.lucy.proto.skeleton.v1.PingRequest;
import io.lucy.proto.skeleton.v1.PingResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;

/** Answers with its own name until the real contract is here. */
@GrpcService
@Blocking
public class LocalizerSkeletonService
    extends LocalizerSkeletonServiceGrpc.LocalizerSkeletonServiceImplBase {
  @Override
  public void ping(PingRequest request, StreamObserver<PingResponse> responses) {
    responses.onNext(PingResponse.newBuilder().setName("localizer").build());
    responses.onCompleted();
  }
}
