package io.lucy.cli;

import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.path.NetworkIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lucy clone list} says of a clone in JSON.
 *
 * @param target the network that it is built on, by name
 * @param sources of its modules, in order
 * @param parentId of the clone that it was grown or shrunk from; null if there is none
 * @param pathBytes length of its clone path
 * @param zooBytes of the files that it names, each counted once
 */
record CloneRow(
    String id,
    String name,
    String file,
    List<String> labels,
    String target,
    List<String> sources,
    @Nullable String parentId,
    long pathBytes,
    long zooBytes) {

  static CloneRow of(CloneStore.Stored clone) {
    ClonePathView view = clone.view();
    return new CloneRow(
        clone.id(),
        clone.name(),
        clone.file().toString(),
        view.labels(),
        view.target().name(),
        view.modules().stream().map(m -> m.source().name()).toList(),
        view.parentId().orElse(null),
        clone.path().sizeBytes(),
        zooBytes(view));
  }

  private static long zooBytes(ClonePathView view) {
    Map<String, NetworkIdentity> named = new LinkedHashMap<>();
    named.put(view.target().fileSha256(), view.target());
    for (ModulePath module : view.modules()) {
      named.put(module.source().fileSha256(), module.source());
    }
    return named.values().stream().mapToLong(NetworkIdentity::sizeBytes).sum();
  }

  /** The sizes, as {@code 11.2 kB path, 0.4 % of the 2.7 MB of zoo files it names}. */
  String sizes() {
    return Figures.bytes(pathBytes)
        + " path, "
        + Figures.percent((double) pathBytes / zooBytes)
        + " of the "
        + Figures.bytes(zooBytes)
        + " of zoo files it names";
  }
}
