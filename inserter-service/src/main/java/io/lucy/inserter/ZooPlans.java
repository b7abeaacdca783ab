package io.lucy.inserter;

import io.lucy.engine.LucyException;
import io.lucy.fabric.UnavailableException;
import io.lucy.proto.zoo.v1.Plan;
import io.lucy.proto.zoo.v1.PlanCloneRequest;

/** Chooses the networks of clones; what zoo-service does. */
public interface ZooPlans {
  /**
   * Which networks make up a clone.
   *
   * @throws LucyException as {@code PlanClone} of {@code lucy.zoo.v1.ZooService} says
   * @throws UnavailableException if the zoo does not answer
   */
  Plan plan(PlanCloneRequest request);
}
