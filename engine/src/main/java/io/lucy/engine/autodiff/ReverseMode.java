package io.lucy.engine.autodiff;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.graph.ElementType;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Differentiates graphs in reverse mode: from a graph, the same graph with gradients as further
 * outputs.
 *
 * <p>The graph must have fixed shapes ({@link Graph#withBatch}). It is walked backwards once; each
 * node on a path from a variable to the loss is differentiated by its row in {@link StandardRules},
 * and nodes off such paths are never looked at, so they need no row. What the rules return is
 * summed over broadcast axes and added up here. The result is a graph like any other, equal for
 * equal arguments.
 */
public final class ReverseMode {
  private final Graph graph;
  private final GraphBuilder builder = new GraphBuilder();
  private final Set<String> active;
  private final Map<String, Value> gradients = new LinkedHashMap<>();

  private ReverseMode(Graph graph, List<String> variables) {
    this.graph = graph;
    requireFixedFloats(variables);
    this.active = dependents(variables);
    graph.inputs().forEach(input -> builder.input(input.name(), input.type()));
    builder.append(graph);
    graph.outputs().forEach(builder::output);
  }

  /** The name of the output that holds the gradient of a value. */
  public static String gradientName(String value) {
    return "gradient/" + value;
  }

  /**
   * Adds the gradients of a loss.
   *
   * @param loss a value of the graph; when it has several elements, their sum is differentiated
   * @param variables float values of the graph, mostly inputs or constants; those that the loss
   *     does not depend on get zeros
   * @return the graph with its own outputs first, then one per variable, of the variable's shape,
   *     under {@link #gradientName}
   * @throws LucyException {@link Reason#OPERATOR_UNSUPPORTED} naming the node that cannot be
   *     differentiated
   */
  public static Graph differentiate(Graph graph, String loss, List<String> variables) {
    ReverseMode mode = new ReverseMode(graph, variables);
    float[] ones = new float[graph.shape(loss).elements()];
    Arrays.fill(ones, 1);
    mode.gradients.put(loss, mode.builder.constant(Tensor.floats(graph.shape(loss), ones)));
    return mode.run(variables);
  }

  /**
   * Adds a vector-Jacobian product: the gradients of {@code Σ ⟨seed, value⟩} with seeds that a run
   * is given.
   *
   * @param seeds for each value that gradients flow back from, the name of its seed: an input that
   *     is added with the value's shape, or a value of that shape that the graph has already
   * @param variables as in {@link #differentiate(Graph, String, List)}
   * @return the graph with its own outputs first, then one per variable
   * @throws LucyException {@link Reason#OPERATOR_UNSUPPORTED} naming the node that cannot be
   *     differentiated
   */
  public static Graph differentiate(
      Graph graph, Map<String, String> seeds, List<String> variables) {
    ReverseMode mode = new ReverseMode(graph, variables);
    seeds.forEach(mode::seed);
    return mode.run(variables);
  }

  private void seed(String name, String seedName) {
    Value value = graph.value(name);
    Value seed =
        builder.has(seedName) ? builder.value(seedName) : builder.input(seedName, value.type());
    if (!seed.type().equals(value.type())) {
      throw new IllegalArgumentException(
          "seed '" + seedName + "': " + seed.type() + " (expected: " + value.type() + ")");
    }
    gradients.merge(name, seed, this::sum);
  }

  private Graph run(List<String> variables) {
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (node.outputs().stream().anyMatch(o -> active.contains(o) && gradients.containsKey(o))) {
        visit(node);
      }
    }
    for (String variable : variables) {
      Value gradient = gradients.get(variable);
      builder.output(
          gradientName(variable), gradient == null ? zeros(graph.shape(variable)) : gradient);
    }
    return BlockedLayout.apply(builder.build());
  }

  private void visit(Node node) {
    GradientScope scope = new GradientScope(builder, node, gradients, active);
    List<@Nullable Value> returned = StandardRules.TABLE.rule(node).gradients(scope);
    for (int i = 0; i < Math.min(returned.size(), node.inputs().size()); i++) {
      Value gradient = returned.get(i);
      if (gradient != null && active.contains(node.input(i))) {
        Value fitted = fit(gradient, graph.shape(node.input(i)));
        gradients.merge(node.input(i), fitted, this::sum);
      }
    }
  }

  private Value sum(Value a, Value b) {
    return builder.add("Add", a, b);
  }

  /** Sums over the axes along which an input was broadcast, repeats where the gradient was not. */
  private Value fit(Value gradient, Shape wanted) {
    Shape full = gradient.shape().broadcast(wanted);
    Value fitted = gradient;
    int[] summed =
        IntStream.range(0, full.rank())
            .filter(axis -> extent(wanted, axis, full) < extent(gradient.shape(), axis, full))
            .toArray();
    if (summed.length > 0) {
      int shift = full.rank() - gradient.shape().rank();
      long[] axes = IntStream.of(summed).mapToLong(axis -> axis - shift).toArray();
      fitted = sum(gradient, axes);
    }
    if (fitted.shape().elements() < wanted.elements()) {
      fitted = builder.add("Expand", fitted, builder.constant(Tensor.longs(wanted.toLongs())));
    }
    if (!fitted.shape().equals(wanted)) {
      fitted = builder.add("Reshape", fitted, builder.constant(Tensor.longs(wanted.toLongs())));
    }
    return fitted;
  }

  /**
   * The sum over axes. Over all places of an image it is written as a mean times their number,
   * because the runtime has a kernel for that in the blocked layout of its convolutions.
   */
  private Value sum(Value value, long[] axes) {
    if (value.shape().rank() == 4 && Arrays.equals(axes, new long[] {2, 3})) {
      float places = (float) value.shape().extent(2) * value.shape().extent(3);
      return builder.add("Mul", builder.add("GlobalAveragePool", value), builder.scalar(places));
    }
    return builder.add("ReduceSum", value, builder.constant(Tensor.longs(axes)));
  }

  /** The extent that an axis of a broadcast shape has in one of the shapes it came from. */
  private static int extent(Shape shape, int axis, Shape full) {
    int own = axis - full.rank() + shape.rank();
    return own < 0 ? 1 : shape.extent(own);
  }

  private Value zeros(Shape shape) {
    return builder.add("ConstantOfShape", builder.constant(Tensor.longs(shape.toLongs())));
  }

  /** All float values that the variables can change. */
  private Set<String> dependents(List<String> variables) {
    Set<String> found = new HashSet<>(variables);
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().anyMatch(found::contains)
          && !StandardRules.TABLE.stopsGradients(node)) {
        node.outputs().stream()
            .filter(o -> !o.isEmpty() && graph.type(o).elementType() == ElementType.FLOAT)
            .forEach(found::add);
      }
    }
    return found;
  }

  private void requireFixedFloats(List<String> variables) {
    for (Value input : graph.inputs()) {
      if (input.shape().hasBatch()) {
        throw new IllegalArgumentException("shape of " + input + " (expected: a fixed one)");
      }
    }
    for (String variable : variables) {
      if (graph.type(variable).elementType() != ElementType.FLOAT) {
        throw new IllegalArgumentException(
            "type of '" + variable + "': " + graph.type(variable) + " (expected: float)");
      }
    }
  }
}
