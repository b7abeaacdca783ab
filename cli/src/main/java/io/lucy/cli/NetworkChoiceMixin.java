package io.lucy.cli;

import io.lucy.engine.plan.PlanRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --target} and {@code --source}: choices that the user makes instead of the planner. */
final class NetworkChoiceMixin {
  @Option(
      names = "--target",
      paramLabel = "NETWORK",
      description = "The network to build on (default: the one that knows the most labels).")
  private @Nullable String target;

  @Option(
      names = "--source",
      paramLabel = "NETWORK",
      description = {
        "A network to take a part of; may be given more than once",
        "(default: as many as cover the labels)."
      })
  private List<String> sources = new ArrayList<>();

  PlanRequest request(List<String> labels) {
    PlanRequest request = PlanRequest.of(labels).withSources(sources);
    return target == null ? request : request.withTarget(target);
  }
}
