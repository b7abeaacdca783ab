package io.lucy.engine.plan;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Tags;
import java.util.List;
import java.util.Optional;

/**
 * What a clone should know, and what about it is decided already.
 *
 * @param labels of the task, no two alike
 * @param images the shape of the calibration images, which the target must take; empty if there are
 *     none yet
 * @param target the network that the user wants, as {@link io.lucy.engine.zoo.Zoo#find} reads it;
 *     empty to have one chosen
 * @param sources likewise, in the order in which they are inserted; empty to have them chosen
 */
public record PlanRequest(
    List<String> labels,
    Optional<ImageShape> images,
    Optional<String> target,
    List<String> sources) {
  public PlanRequest {
    labels = List.copyOf(labels);
    sources = List.copyOf(sources);
    if (labels.isEmpty()) {
      throw new LucyException(
          Reason.LABEL_INVALID, "no labels (name what the clone should know: --labels a,b,c)");
    }
    Tags.checkNames(labels);
  }

  /** A request that leaves everything open. */
  public static PlanRequest of(List<String> labels) {
    return new PlanRequest(labels, Optional.empty(), Optional.empty(), List.of());
  }

  public PlanRequest withImages(ImageShape shape) {
    return new PlanRequest(labels, Optional.of(shape), target, sources);
  }

  public PlanRequest withTarget(String name) {
    return new PlanRequest(labels, images, Optional.of(name), sources);
  }

  public PlanRequest withSources(List<String> names) {
    return new PlanRequest(labels, images, target, names);
  }
}
