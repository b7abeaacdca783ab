package io.lucy.cli.load;

import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.common.v1.Digest;
import java.util.List;
import java.util.UUID;

/**
 * Requests for clones of one task.
 *
 * @param labels of the task
 * @param data samples that the services have
 */
public record CloneOrders(List<String> labels, Digest data) {
  public CloneOrders {
    labels = List.copyOf(labels);
  }

  /** A new request; with a seed that was not used before it shares no work with any other. */
  CreateCloneRequest withSeed(long seed) {
    return CreateCloneRequest.newBuilder()
        .setRequestId(UUID.randomUUID().toString())
        .addAllLabels(labels)
        .setData(data)
        .setOptions(CloneOptions.newBuilder().setSeed(seed))
        .build();
  }
}
