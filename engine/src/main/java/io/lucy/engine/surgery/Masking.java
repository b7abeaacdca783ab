package io.lucy.engine.surgery;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts masks into a module as inputs: every value that a mask acts on is multiplied by one. */
public final class Masking {
  private Masking() {}

  /** The name of the input that holds the mask of a point. */
  public static String input(int point) {
    return "mask/" + point;
  }

  /**
   * The same module with a mask input [N, channels, 1, 1] or [N, features] per mask point.
   *
   * <p>Masks have a batch axis so that gradients stay apart per image. With masks of ones, the
   * module computes what it did before.
   */
  public static Graph apply(Graph module, List<MaskPoint> points) {
    GraphBuilder builder = new GraphBuilder();
    module.inputs().forEach(input -> builder.input(input.name(), input.type()));
    for (int i = 0; i < points.size(); i++) {
      int[] extents = points.get(i).value().shape().extents();
      Arrays.fill(extents, 2, extents.length, 1);
      builder.input(input(i), TensorType.floats(Shape.of(extents)));
    }
    module.constants().forEach(builder::constant);
    Map<String, String> masked = new HashMap<>();
    for (int i = 0; i < points.size(); i++) {
      if (module.producer(points.get(i).value().name()).isEmpty()) {
        mask(builder, masked, points.get(i).value(), i);
      }
    }
    for (Node node : module.nodes()) {
      builder.add(
          node.withInputs(node.inputs().stream().map(n -> masked.getOrDefault(n, n)).toList()));
      for (int i = 0; i < points.size(); i++) {
        if (node.outputs().contains(points.get(i).value().name())) {
          mask(builder, masked, points.get(i).value(), i);
        }
      }
    }
    for (Value output : module.outputs()) {
      builder.output(masked.getOrDefault(output.name(), output.name()));
    }
    return builder.build();
  }

  private static void mask(
      GraphBuilder builder, Map<String, String> masked, Value value, int point) {
    String name = value.name() + "/masked";
    builder.add(
        new Node(name, "Mul", List.of(value.name(), input(point)), List.of(name), Map.of()));
    masked.put(value.name(), name);
  }
}
