package io.lucy.inserter.grpc;

import io.grpc.Channel;
import io.lucy.fabric.grpc.Calls;
import io.lucy.inserter.ZooPlans;
import io.lucy.proto.zoo.v1.Plan;
import io.lucy.proto.zoo.v1.PlanCloneRequest;
import io.lucy.proto.zoo.v1.ZooServiceGrpc;
import io.lucy.proto.zoo.v1.ZooServiceGrpc.ZooServiceBlockingStub;
import java.util.Optional;

/** Asks zoo-service; an answer is good for a second, in which many clones of a task may come. */
public final class GrpcZooPlans implements ZooPlans {
  private final ZooServiceBlockingStub zoo;
  private final RecentAnswers<PlanCloneRequest, Plan> recent = new RecentAnswers<>();

  public GrpcZooPlans(Channel channel) {
    this.zoo = ZooServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public Plan plan(PlanCloneRequest request) {
    return recent.get(request, () -> Optional.of(ask(request))).orElseThrow();
  }

  private Plan ask(PlanCloneRequest request) {
    return Calls.answer("zoo-service", () -> zoo.planClone(request)).getPlan();
  }
}
