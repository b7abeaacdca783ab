package io.lucy.cli;

import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.transfer.v1.StoredPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lucy path} says of a path in JSON.
 *
 * @param cloneId of the clone that it came from; null of a path from elsewhere
 */
record PathRow(String id, String name, long bytes, List<String> labels, @Nullable String cloneId) {
  static PathRow of(StoredPath path) {
    return new PathRow(
        Digits.of(path.getPathId()),
        path.getName(),
        path.getSizeBytes(),
        path.getLabelsList(),
        path.getCloneId().isEmpty() ? null : path.getCloneId());
  }
}
