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

/** Puts masks, and gains and shifts, into a module as inputs. */
public final class Masking {
  private final Graph module;
  private final FilterGroups groups;
  private final boolean tuned;
  private final boolean probed;
  private final GraphBuilder builder = new GraphBuilder();
  private final Map<String, String> renamed = new HashMap<>();

  private Masking(Graph module, FilterGroups groups, boolean tuned, boolean probed) {
    this.probed = probed;
    this.module = module;
    this.groups = groups;
    this.tuned = tuned;
  }

  /** The name of the input that holds the mask of a point. */
  public static String input(int point) {
    return "mask/" + point;
  }

  /** The name of the input that holds the gains of a layer, [1, filters, 1, 1] or [1, filters]. */
  public static String gain(String layer) {
    return "gain/" + layer;
  }

  /** The name of the input that holds the shifts of a layer. */
  public static String shift(String layer) {
    return "shift/" + layer;
  }

  /**
   * The same module with a mask input [N, channels, 1, 1] or [N, features] per mask point.
   *
   * <p>Masks have a batch axis so that gradients stay apart per image. With masks of ones, the
   * module computes what it did before.
   */
  public static Graph apply(Graph module, FilterGroups groups) {
    return new Masking(module, groups, false, false).run();
  }

  /**
   * As {@link #apply}, and with gain and shift inputs for every layer that has filters.
   *
   * <p>Gain and shift act before the activation. Where a layer's output is summed as it is, the
   * mask acts before the shift, so that the shift of a masked filter stays in the sum.
   */
  public static Graph tuned(Graph module, FilterGroups groups) {
    return new Masking(module, groups, true, false).run();
  }

  /**
   * The name of the input that is added to a masked value, [N, channels, 1, 1] or [N, features].
   */
  public static String offset(int point) {
    return "offset/" + point;
  }

  /**
   * The name of the output with the means over each channel of a value before its mask, [N,
   * channels].
   */
  public static String mean(int point) {
    return "mean/" + point;
  }

  /**
   * As {@link #tuned}, and with an offset input behind every mask and an output with the means
   * before it.
   */
  public static Graph probed(Graph module, FilterGroups groups) {
    return new Masking(module, groups, true, true).run();
  }

  /** The layers with filters, in running order. */
  public static List<String> layers(FilterGroups groups) {
    return Tuning.none(groups).layers();
  }

  private Graph run() {
    module.inputs().forEach(input -> builder.input(input.name(), input.type()));
    List<MaskPoint> points = groups.points();
    for (int i = 0; i < points.size(); i++) {
      TensorType type = TensorType.floats(perChannel(points.get(i).value().shape(), Shape.BATCH));
      builder.input(input(i), type);
      if (probed) {
        builder.input(offset(i), type);
      }
    }
    List<String> layers = tuned ? layers(groups) : List.of();
    for (Node node : module.nodes()) {
      if (layers.contains(node.name())) {
        TensorType type = TensorType.floats(perChannel(module.shape(node.output()), 1));
        builder.input(gain(node.name()), type);
        builder.input(shift(node.name()), type);
      }
    }
    module.constants().forEach(builder::constant);
    mask(module.input().name());
    for (Node node : module.nodes()) {
      builder.add(
          node.withInputs(node.inputs().stream().map(n -> renamed.getOrDefault(n, n)).toList()));
      boolean tune = layers.contains(node.name());
      if (tune) {
        apply("Mul", node.output(), gain(node.name()), "/gained");
      }
      if (tune && !groups.isSummed(node.name())) {
        apply("Add", node.output(), shift(node.name()), "/shifted");
      }
      node.outputs().forEach(this::mask);
      if (tune && groups.isSummed(node.name())) {
        apply("Add", node.output(), shift(node.name()), "/shifted");
      }
    }
    for (Value output : module.outputs()) {
      builder.output(renamed.getOrDefault(output.name(), output.name()));
    }
    for (int i = 0; probed && i < points.size(); i++) {
      builder.output(mean(i));
    }
    return builder.build();
  }

  private void mask(String value) {
    List<MaskPoint> points = groups.points();
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).value().name().equals(value)) {
        if (probed) {
          Value before = builder.value(renamed.getOrDefault(value, value));
          addMean(i, before);
        }
        apply("Mul", value, input(i), "/masked");
        if (probed) {
          apply("Add", value, offset(i), "/offset");
        }
      }
    }
  }

  private void addMean(int point, Value value) {
    boolean image = value.shape().rank() > 2;
    String axes = mean(point) + ".axes";
    if (image) {
      builder.constant(axes, io.lucy.engine.graph.Tensor.longs(2, 3));
    }
    builder.add(
        new Node(
            mean(point),
            image ? "ReduceMean" : "Identity",
            image ? List.of(value.name(), axes) : List.of(value.name()),
            List.of(mean(point)),
            image ? Map.of("keepdims", io.lucy.engine.graph.Attribute.of(0)) : Map.of()));
  }

  private void apply(String op, String value, String with, String suffix) {
    String name = value + suffix;
    builder.add(
        new Node(
            name, op, List.of(renamed.getOrDefault(value, value), with), List.of(name), Map.of()));
    renamed.put(value, name);
  }

  private static Shape perChannel(Shape value, int first) {
    int[] extents = value.extents();
    extents[0] = first;
    Arrays.fill(extents, 2, extents.length, 1);
    return Shape.of(extents);
  }
}
