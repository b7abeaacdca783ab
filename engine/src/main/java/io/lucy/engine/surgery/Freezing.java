package io.lucy.engine.surgery;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Thaws weights of a network, so that they can be trained, and freezes them again.
 *
 * <p>Weights are constants of a graph; only inputs can be trained. Thawing makes constants inputs
 * of the same names, freezing makes inputs constants. Neither changes what the graph computes.
 */
public final class Freezing {
  private static final Set<String> PRODUCTS = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");
  private static final Set<String> NORMS =
      Set.of("BatchNormalization", "InstanceNormalization", "LayerNormalization");

  private Freezing() {}

  /**
   * The names of what a training would change: weights and biases of convolutions and linear
   * layers, scales and shifts of normalisations, slopes; in the order of the layers, each once.
   */
  public static List<String> weights(Graph graph) {
    Set<String> weights = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        if (isWeight(graph, node, i)) {
          weights.add(node.input(i));
        }
      }
    }
    return List.copyOf(weights);
  }

  /**
   * The graph with constants as inputs, after those that it has.
   *
   * @param constants names of float constants
   */
  public static Graph thaw(Graph graph, Collection<String> constants) {
    GraphBuilder builder = new GraphBuilder();
    graph.inputs().forEach(input -> builder.input(input.name(), input.type()));
    for (String name : constants) {
      Tensor tensor =
          graph
              .constant(name)
              .orElseThrow(() -> new IllegalArgumentException("no constant '" + name + "'"));
      builder.input(name, tensor.type());
    }
    graph
        .constants()
        .forEach(
            (name, tensor) -> {
              if (!constants.contains(name)) {
                builder.constant(name, tensor);
              }
            });
    return complete(builder, graph);
  }

  /**
   * The graph with inputs as constants.
   *
   * @param values by the name of the input
   */
  public static Graph freeze(Graph graph, Map<String, Tensor> values) {
    GraphBuilder builder = new GraphBuilder();
    for (Value input : graph.inputs()) {
      Tensor tensor = values.get(input.name());
      if (tensor == null) {
        builder.input(input.name(), input.type());
      } else if (tensor.type().equals(input.type())) {
        builder.constant(input.name(), tensor);
      } else {
        throw new IllegalArgumentException(
            "value of " + input + ": " + tensor + " (expected: the input's type)");
      }
    }
    graph.constants().forEach(builder::constant);
    return complete(builder, graph);
  }

  private static Graph complete(GraphBuilder builder, Graph graph) {
    graph.nodes().forEach(builder::add);
    graph.outputs().forEach(builder::output);
    return builder.build();
  }

  private static boolean isWeight(Graph graph, Node node, int input) {
    if (!node.hasInput(input)
        || graph.constant(node.input(input)).filter(Tensor::isFloat).isEmpty()) {
      return false;
    }
    if (PRODUCTS.contains(node.op())) {
      return input >= 1;
    }
    if (NORMS.contains(node.op())) {
      return input == 1 || input == 2;
    }
    return switch (node.op()) {
      case "PRelu" -> input == 1;
      case "Add" -> graph.shape(node.input(input)).rank() >= 1;
      default -> false;
    };
  }
}
