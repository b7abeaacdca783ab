package io.lucy.engine.surgery;

import io.lucy.engine.graph.ElementwiseOperators;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the cuts of a trunk. Depends on the graph alone, so that a number means the same cut
 * everywhere.
 */
public final class Cuts {
  /** Besides those that compute element by element: each channel on its own, with constants. */
  private static final Set<String> PER_CHANNEL = Set.of("PRelu", "Cast", "BatchNormalization");

  private static final Set<String> LAYOUT =
      Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Pad", "Transpose");

  private Cuts() {}

  /**
   * All cuts of a trunk, shallow to deep. Of a chain of elementwise operators only the end is one;
   * a flattened image is none, but a flattened pixel is.
   */
  public static List<Cut> of(Graph trunk) {
    Map<String, Integer> lastUse = new HashMap<>();
    Set<String> live = new HashSet<>(Set.of(trunk.input().name()));
    List<Node> nodes = trunk.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (node.inputs().stream().anyMatch(live::contains)) {
        live.addAll(node.outputs());
      }
      for (String input : node.inputs()) {
        lastUse.put(input, i);
      }
    }
    lastUse.put(trunk.output().name(), nodes.size());
    List<String> found = new ArrayList<>();
    List<Double> depths = new ArrayList<>();
    found.add(trunk.input().name());
    depths.add(0.0);
    double total = Math.max(1, Flops.of(trunk));
    double before = 0;
    Set<String> alive = new HashSet<>(found);
    Set<String> chain = new HashSet<>(found);
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      before += Flops.of(trunk, node);
      int place = i;
      alive.removeIf(value -> lastUse.getOrDefault(value, -1) <= place);
      node.outputs().stream()
          .filter(o -> live.contains(o) && lastUse.getOrDefault(o, -1) > place)
          .forEach(alive::add);
      boolean continues = continues(trunk, node, chain);
      if (continues) {
        chain.addAll(node.outputs());
      }
      String value = node.output();
      if (alive.size() != 1 || !alive.contains(value) || !isPlace(trunk, node)) {
        continue;
      }
      if (!continues) {
        chain.clear();
        chain.add(value);
      } else if (found.size() == 1) {
        continue;
      } else {
        found.remove(found.size() - 1);
        depths.remove(depths.size() - 1);
      }
      found.add(value);
      depths.add(before / total);
    }
    List<Cut> cuts = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      cuts.add(new Cut(i, found.get(i), trunk.shape(found.get(i)), depths.get(i)));
    }
    return List.copyOf(cuts);
  }

  private static boolean isPlace(Graph trunk, Node node) {
    Shape shape = trunk.shape(node.output());
    if (LAYOUT.contains(node.op())) {
      Shape from = trunk.shape(node.input(0));
      return shape.rank() == 2 && from.rank() >= 2 && from.extent(1) == shape.extent(1);
    }
    return (shape.rank() == 4 || shape.rank() == 2) && shape.extent(0) == Shape.BATCH;
  }

  /**
   * Whether a node only goes on from the cut before it, element by element or as another layout of
   * the same.
   */
  private static boolean continues(Graph trunk, Node node, Set<String> chain) {
    return (isElementwise(node.op()) || LAYOUT.contains(node.op()))
        && node.inputs().stream()
            .allMatch(i -> i.isEmpty() || chain.contains(i) || trunk.isConstant(i));
  }

  private static boolean isElementwise(String op) {
    return ElementwiseOperators.UNARY.contains(op)
        || ElementwiseOperators.BINARY.contains(op)
        || PER_CHANNEL.contains(op);
  }
}
