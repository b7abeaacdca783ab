package io.lucy.engine.surgery;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Tensor;
import java.util.stream.IntStream;

/**
 * What of a module's values stays when filters are removed, and the constants that it then needs.
 */
final class Remaining {
  private final Graph module;
  private final FilterGroups groups;
  private final boolean[] kept;
  private final GraphBuilder builder;

  /**
   * Prepares a smaller module.
   *
   * @param kept for each of {@code groups}, whether it stays
   * @param builder of the smaller module
   */
  Remaining(Graph module, FilterGroups groups, boolean[] kept, GraphBuilder builder) {
    this.module = module;
    this.groups = groups;
    this.kept = kept;
    this.builder = builder;
  }

  /** Places of a value's channels that stay. */
  int[] left(String value) {
    int[] members = groups.flow().channels(value);
    return IntStream.range(0, members.length).filter(c -> groups.stays(members[c], kept)).toArray();
  }

  boolean isWhole(String value) {
    return left(value).length == groups.flow().channels(value).length;
  }

  /** A value by its name; a constant is taken over as it is. */
  String whole(String name) {
    Tensor constant = module.constants().get(name);
    if (constant != null && !builder.has(name)) {
      builder.constant(name, constant);
    }
    return name;
  }

  /** A constant of its own for a node. */
  String constant(Node node, String role, Tensor tensor) {
    String name = node.name() + "/kept." + role;
    builder.constant(name, tensor);
    return name;
  }
}
