package io.lucy.inserter.grpc;

import io.grpc.Channel;
import io.lucy.fabric.grpc.Calls;
import io.lucy.inserter.ZooPlans;
import io.lucy.proto.zoo.v1.Plan;
import io.lucy.proto.zoo.v1.PlanCloneRequest;
import io.lucy.proto.zoo.v1.ZooServiceGrpc;
import io.lucy.proto.zoo.v1.ZooServiceGrpc.ZooServiceBlockingStub;

/** Asks zoo-service. */
public final class GrpcZooPlans implements ZooPlans {
  private final ZooServiceBlockingStub zoo;

  public GrpcZooPlans(Channel channel) {
    this.zoo = ZooServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public Plan plan(PlanCloneRequest request) {
    return Calls.answer("zoo-service", () -> zoo.planClone(request)).getPlan();
  }
}
