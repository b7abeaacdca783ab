package io.lucy.cli;

import io.lucy.proto.clone.v1.NewClone;
import io.lucy.proto.zoo.v1.PlanCloneRequest;
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

  PlanCloneRequest.Builder request(List<String> labels) {
    return PlanCloneRequest.newBuilder()
        .addAllLabels(labels)
        .setTarget(target())
        .addAllSources(sources);
  }

  NewClone newClone() {
    return NewClone.newBuilder().setTarget(target()).addAllSources(sources).build();
  }

  private String target() {
    return target == null ? "" : target;
  }
}
