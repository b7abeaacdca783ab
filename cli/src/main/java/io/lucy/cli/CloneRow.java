package io.lucy.cli;

import io.lucy.cli.client.CloneStates;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.clone.v1.Clone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lucy clone list} says of a clone in JSON.
 *
 * @param id of its path; null before there is one
 * @param cloneId the id of the clone at the services; null of a path from elsewhere
 * @param state such as {@code completed}
 * @param target the network that it is built on, by name
 * @param sources of its modules, in order
 * @param pathBytes length of its clone path; null before there is one
 * @param zooBytes of the files that it names, each counted once; null before there is a path
 */
record CloneRow(
    @Nullable String id,
    String name,
    @Nullable String cloneId,
    String state,
    List<String> labels,
    String target,
    List<String> sources,
    @Nullable Long pathBytes,
    @Nullable Long zooBytes) {

  /** Of a clone that the services know. */
  static CloneRow of(Clone clone) {
    boolean complete = clone.hasResult();
    List<String> planned =
        clone.getPlan().getSourcesList().stream().map(c -> c.getNetwork().getName()).toList();
    return new CloneRow(
        complete ? Digits.of(clone.getResult().getPathId()) : null,
        clone.getName(),
        clone.getId(),
        CloneStates.word(clone.getState()),
        clone.getPlan().getLabelsList(),
        clone.getPlan().getTarget().getNetwork().getName(),
        planned,
        complete ? clone.getResult().getPathSizeBytes() : null,
        complete ? clone.getResult().getZooSizeBytes() : null);
  }

  /** Of a path. */
  static CloneRow of(String name, ClonePath path) {
    ClonePathView view = ClonePathCodec.decode(path);
    return new CloneRow(
        path.id(),
        name,
        null,
        "completed",
        view.labels(),
        view.target().name(),
        view.modules().stream().map(m -> m.source().name()).toList(),
        (long) path.sizeBytes(),
        view.zooSizeBytes());
  }

  /** The same, with the clone that became this path. */
  CloneRow builtAs(String cloneId) {
    return new CloneRow(id, name, cloneId, state, labels, target, sources, pathBytes, zooBytes);
  }

  /** The sizes, as {@code 11.2 kB path, 0.4 % of the 2.7 MB of zoo files it names}. */
  String sizes() {
    if (pathBytes == null || zooBytes == null) {
      return Figures.UNKNOWN;
    }
    return Figures.bytes(pathBytes)
        + " path, "
        + Figures.percent((double) pathBytes / zooBytes)
        + " of the "
        + Figures.bytes(zooBytes)
        + " of zoo files it names";
  }
}
