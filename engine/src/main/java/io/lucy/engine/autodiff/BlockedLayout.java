package io.lucy.engine.autodiff;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps values in the layout that the runtime's convolutions work in.
 *
 * <p>ONNX Runtime convolves blocks of 16 channels (8 on older CPUs) and reorders a value whenever
 * it passes between that layout and the plain one. Sums and products stay blocked, but only when
 * all operands are blocked and of one shape; a single plain one, such as a mask [N,C,1,1] or a
 * padded shortcut, makes all that follows plain, at two reorders per layer. So a plain operand of
 * such a node first goes through an average over 1×1 places, which changes no element but is a
 * blocked kernel, and a mask is then widened to the image. The values are the same; a run of masked
 * ResNet-20 reorders a fifth as much.
 */
final class BlockedLayout {
  private static final int BLOCK = 16;

  /** Convolutions over so few channels read plain images and write blocked ones. */
  private static final int IMAGE_CHANNELS = 4;

  private static final Set<String> POOLS = Set.of("MaxPool", "AveragePool");
  private static final Set<String> UNARY =
      Set.of(
          "Relu", "Clip", "HardSigmoid", "Sigmoid", "Tanh", "GlobalAveragePool", "GlobalMaxPool");

  private final Graph graph;
  private final GraphBuilder builder = new GraphBuilder();
  private final Set<String> blocked = new HashSet<>();

  private BlockedLayout(Graph graph) {
    this.graph = graph;
  }

  /** The same graph with plain operands brought into the blocked layout where that pays. */
  static Graph apply(Graph graph) {
    return new BlockedLayout(graph).rewritten();
  }

  private Graph rewritten() {
    graph.inputs().forEach(input -> builder.input(input.name(), input.type()));
    graph.constants().forEach(builder::constant);
    for (Node node : graph.nodes()) {
      Node changed = node;
      if (node.op().equals("Add") || node.op().equals("Mul")) {
        changed = joined(node);
      } else if (isBlocked(node)) {
        blocked.add(node.output());
      }
      builder.add(changed);
    }
    graph.outputs().forEach(builder::output);
    return builder.build();
  }

  private boolean isBlocked(Node node) {
    Shape y = graph.shape(node.output());
    if (node.outputs().size() > 1 || !fits(y)) {
      return false;
    }
    return (node.op().equals("Conv") && isBlockedConv(node))
        || POOLS.contains(node.op())
        || (UNARY.contains(node.op()) && blocked.contains(node.input(0)));
  }

  private boolean isBlockedConv(Node node) {
    if (!graph.isConstant(node.input(1))
        || (node.hasInput(2) && !graph.isConstant(node.input(2)))) {
      return false;
    }
    Shape weights = graph.shape(node.input(1));
    long groups = node.intAttribute("group", 1);
    boolean depthwise = weights.extent(1) == 1 && weights.extent(0) == groups;
    int channels = weights.extent(1);
    return depthwise || (groups == 1 && (channels % BLOCK == 0 || channels <= IMAGE_CHANNELS));
  }

  /** A sum or product with all operands blocked and of one shape, if one of them is blocked. */
  private Node joined(Node node) {
    Shape y = graph.shape(node.output());
    if (!fits(y) || node.inputs().stream().noneMatch(this::isBlockedAndWhole)) {
      return node;
    }
    List<String> operands = new ArrayList<>();
    for (String operand : node.inputs()) {
      Shape shape = graph.shape(operand);
      if (shape.equals(y)) {
        operands.add(blocked.contains(operand) ? operand : reordered(operand));
      } else if (node.op().equals("Mul") && shape.equals(y.with(2, 1).with(3, 1))) {
        operands.add(widened(operand, y));
      } else {
        return node;
      }
    }
    blocked.add(node.output());
    return node.withInputs(operands);
  }

  private boolean isBlockedAndWhole(String operand) {
    Shape shape = graph.shape(operand);
    return blocked.contains(operand) && shape.extent(2) * shape.extent(3) > 1;
  }

  /** The same values, through a kernel that leaves them blocked. */
  private String reordered(String value) {
    String name = "blocked/" + value;
    if (!builder.has(name)) {
      add(name, "AveragePool", Map.of("kernel_shape", Attribute.ofInts(1, 1)), value);
    }
    return name;
  }

  private String widened(String mask, Shape image) {
    String name = "blocked/" + mask + "/" + image.extent(2) + "x" + image.extent(3);
    if (!builder.has(name)) {
      String source = blocked.contains(mask) ? mask : reordered(mask);
      Tensor scales = Tensor.floats(Shape.of(4), 1, 1, image.extent(2), image.extent(3));
      Map<String, Attribute> nearest =
          Map.of(
              "mode", Attribute.of("nearest"),
              "nearest_mode", Attribute.of("floor"),
              "coordinate_transformation_mode", Attribute.of("asymmetric"));
      add(name, "Resize", nearest, source, "", builder.constant(name + "/scales", scales).name());
    }
    return name;
  }

  private void add(String name, String op, Map<String, Attribute> attributes, String... inputs) {
    builder.add(new Node(name, op, List.of(inputs), List.of(name), attributes));
  }

  private static boolean fits(Shape shape) {
    return shape.rank() == 4 && shape.extent(1) % BLOCK == 0;
  }
}
