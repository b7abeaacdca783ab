package io.lucy.engine.surgery;

import io.lucy.engine.graph.ElementwiseOperators;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Follows channels through a graph: which channel of one value is which of another, and where
 * channels end.
 *
 * <p>The channel axis is axis 1. A convolution or matrix product <em>mixes</em>: the channels that
 * go in end there, and its filters begin new ones. Element by element operators carry channels on;
 * where two values are multiplied, their channels join. A <em>sum</em> of two values ends the
 * channels of both and begins new ones that always stay: a removed filter adds nothing to a
 * residual stream, which goes on without it. What is not understood fixes the channels that it
 * reads: they cannot be removed.
 */
final class ChannelFlow {
  /** One node that ends channels and begins others. */
  record Mixing(Node node, int[] in, int[] out, long flopsPerPair) {}

  /** Besides those that compute element by element: each channel on its own. */
  private static final Set<String> PER_CHANNEL =
      Set.of(
          "Cast",
          "Identity",
          "MaxPool",
          "AveragePool",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "Resize",
          "BatchNormalization",
          "InstanceNormalization",
          "PRelu");

  private static final Set<String> SUMS = Set.of("Add", "Sub", "Sum");

  private final Graph graph;
  private final ChannelGroups groups = new ChannelGroups();
  private final Map<String, int[]> channels = new HashMap<>();
  private final ChannelLayouts layouts;
  private final List<Mixing> mixings = new ArrayList<>();
  private final Map<String, Node> filterLayers = new LinkedHashMap<>();
  private final List<Node> sums = new ArrayList<>();

  private ChannelFlow(Graph graph) {
    this.graph = graph;
    this.layouts = new ChannelLayouts(graph, groups, channels);
  }

  /**
   * Follows the channels of a graph with one input.
   *
   * @param inputFixed whether the input's channels must stay, as pixels must
   */
  static ChannelFlow of(Graph graph, boolean inputFixed) {
    ChannelFlow flow = new ChannelFlow(graph);
    int[] input = flow.groups.fresh(graph.input().shape().extent(1));
    if (inputFixed) {
      flow.groups.fix(input);
    }
    flow.channels.put(graph.input().name(), input);
    graph.nodes().forEach(flow::follow);
    return flow;
  }

  ChannelGroups groups() {
    return groups;
  }

  List<Mixing> mixings() {
    return mixings;
  }

  /** The members of a value's channels; empty when the value does not depend on the input. */
  int[] channels(String value) {
    return channels.getOrDefault(value, new int[0]);
  }

  boolean follows(String value) {
    return channels.containsKey(value);
  }

  /** The convolutions and products whose output channels are filters, in running order. */
  List<Node> filterLayers() {
    return List.copyOf(filterLayers.values());
  }

  /** The nodes that sum values whose channels end there, in running order. */
  List<Node> sums() {
    return sums;
  }

  private void follow(Node node) {
    if (node.inputs().stream().noneMatch(channels::containsKey)) {
      return;
    }
    int[] out = out(node);
    if (out == null) {
      node.inputs().stream()
          .filter(channels::containsKey)
          .forEach(i -> groups.fix(channels.get(i)));
      for (String output : node.outputs()) {
        int[] fresh = groups.fresh(width(output));
        groups.fix(fresh);
        channels.put(output, fresh);
      }
    } else if (!channels.containsKey(node.output())) {
      channels.put(node.output(), out);
    }
  }

  private int width(String value) {
    return graph.shape(value).rank() < 2 ? 0 : graph.shape(value).extent(1);
  }

  /** The members of the first output's channels, or null when the node is not understood. */
  private int[] out(Node node) {
    String op = node.op();
    int[] x = channels.get(node.input(0));
    if (ElementwiseOperators.UNARY.contains(op) || PER_CHANNEL.contains(op)) {
      boolean constant =
          node.inputs().stream().skip(1).allMatch(i -> i.isEmpty() || graph.isConstant(i));
      return constant && x != null && node.outputs().size() == 1 ? x : null;
    }
    if (ElementwiseOperators.BINARY.contains(op) || op.equals("Sum")) {
      return elementwise(node);
    }
    if (x == null) {
      return null;
    }
    return switch (op) {
      case "Conv" -> convolution(node, x);
      case "Gemm" -> product(node, x, node.intAttribute("transB", 0) != 0);
      case "MatMul" -> product(node, x, false);
      case "Concat" -> layouts.concatenation(node);
      case "Split" -> layouts.split(node, x);
      case "Slice" -> layouts.slice(node, x);
      case "Pad" -> layouts.pad(node, x);
      case "ReduceMean", "ReduceSum", "ReduceMax" -> layouts.reduction(node, x);
      case "Reshape", "Flatten", "Squeeze" -> layouts.relayout(node, x);
      default -> null;
    };
  }

  private int[] convolution(Node node, int[] x) {
    if (!graph.isConstant(node.input(1))
        || (node.hasInput(2) && !graph.isConstant(node.input(2)))) {
      return null;
    }
    Shape weights = graph.shape(node.input(1));
    int filters = weights.extent(0);
    int group = (int) node.intAttribute("group", 1);
    long flops =
        2L
            * graph.shape(node.output()).elements()
            / filters
            * (weights.elements() / filters / weights.extent(1));
    if (group == 1) {
      int[] out = groups.fresh(filters);
      filterLayers.put(node.name(), node);
      mixings.add(new Mixing(node, x, out, flops));
      return out;
    }
    if (group == x.length && filters % group == 0) {
      int multiplier = filters / group;
      int[] out = IntStream.range(0, filters).map(c -> x[c / multiplier]).toArray();
      mixings.add(new Mixing(node, new int[0], out, flops));
      return out;
    }
    return null;
  }

  private int[] product(Node node, int[] x, boolean transposed) {
    Shape in = graph.shape(node.input(0));
    boolean constant =
        graph.isConstant(node.input(1)) && (!node.hasInput(2) || graph.isConstant(node.input(2)));
    if (!constant
        || in.rank() != 2
        || graph.shape(node.input(1)).rank() != 2
        || node.intAttribute("transA", 0) != 0) {
      return null;
    }
    int filters = graph.shape(node.input(1)).extent(transposed ? 0 : 1);
    int[] out = groups.fresh(filters);
    filterLayers.put(node.name(), node);
    mixings.add(new Mixing(node, x, out, 2));
    return out;
  }

  private int[] elementwise(Node node) {
    int width = width(node.output());
    int rank = graph.shape(node.output()).rank();
    int[] out = null;
    long flowing = node.inputs().stream().filter(channels::containsKey).count();
    boolean sum = SUMS.contains(node.op()) && flowing > 1;
    for (String input : node.inputs()) {
      Shape shape = graph.shape(input);
      int[] members = channels.get(input);
      if (members == null) {
        if (!graph.isConstant(input)) {
          return null;
        }
        continue;
      }
      if (shape.rank() != rank || members.length != width) {
        return null;
      }
      if (sum) {
        continue;
      }
      if (out == null) {
        out = members;
      } else {
        for (int c = 0; c < width; c++) {
          groups.join(out[c], members[c]);
        }
      }
    }
    if (sum) {
      out = groups.fresh(width);
      groups.fix(out);
      sums.add(node);
    }
    return out;
  }

  /** Values in the graph whose channels end: read by a mixing node or a sum, or the output. */
  List<Value> ends() {
    Map<String, Value> ends = new LinkedHashMap<>();
    for (Node sum : sums) {
      sum.inputs().stream().filter(channels::containsKey).forEach(i -> ends.put(i, graph.value(i)));
    }
    for (Mixing mixing : mixings) {
      if (mixing.in().length > 0) {
        ends.put(mixing.node().input(0), graph.value(mixing.node().input(0)));
      }
    }
    ends.put(graph.output().name(), graph.output());
    return List.copyOf(ends.values());
  }
}
