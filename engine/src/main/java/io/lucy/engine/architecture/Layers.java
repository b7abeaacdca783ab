package io.lucy.engine.architecture;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Value;
import java.util.List;
import java.util.Map;

/**
 * The words in which architectures are written. Each adds nodes to a graph and is named for good:
 * the name of a layer is the name of its result and the stem of the names of its parameters.
 *
 * <p>Images are [N, C, H, W] throughout.
 */
abstract sealed class Layers permits TrainingLayers, InferenceLayers {
  /** Added to variances, as in PyTorch. */
  static final float EPSILON = 1e-5f;

  static final String SCALE = ".weight";
  static final String SHIFT = ".bias";
  static final String MEAN = ".running_mean";
  static final String VARIANCE = ".running_var";

  /** How a parameter begins. */
  sealed interface Start {
    /** The same number everywhere. */
    record Constant(float value) implements Start {}

    /** Normal around 0 with variance 2 / fanIn (He et al., arXiv 1502.01852). */
    record He(int fanIn) implements Start {}
  }

  private final GraphBuilder builder;

  Layers(GraphBuilder builder) {
    this.builder = builder;
  }

  final GraphBuilder builder() {
    return builder;
  }

  /** A convolution without bias, for batch norm to follow; output size ⌈input / stride⌉. */
  final Value convolution(String name, Value x, int channels, int kernel, int stride) {
    Shape shape = Shape.of(channels, x.shape().extent(1), kernel, kernel);
    return convolution(name, List.of(x, weight(name, shape)), stride, 1);
  }

  final Value convolutionWithBias(String name, Value x, int channels, int kernel) {
    Shape shape = Shape.of(channels, x.shape().extent(1), kernel, kernel);
    return convolution(name, List.of(x, weight(name, shape), bias(name, channels)), 1, 1);
  }

  /** One filter per channel, without bias. */
  final Value depthwise(String name, Value x, int kernel, int stride) {
    int channels = x.shape().extent(1);
    Value weight = weight(name, Shape.of(channels, 1, kernel, kernel));
    return convolution(name, List.of(x, weight), stride, channels);
  }

  /** Normalises every channel, then scales and shifts it (arXiv 1502.03167). */
  abstract Value batchNorm(String name, Value x);

  final Value relu(String name, Value x) {
    return node(name, "Relu", List.of(x), Map.of());
  }

  /** {@code min(max(x, 0), 6)}. */
  final Value relu6(String name, Value x) {
    Value low = builder.scalar(0);
    return node(name, "Clip", List.of(x, low, builder.scalar(6)), Map.of());
  }

  final Value add(String name, Value a, Value b) {
    return node(name, "Add", List.of(a, b), Map.of());
  }

  /** Windows of 2×2 that do not overlap. */
  final Value maxPool(String name, Value x) {
    Map<String, Attribute> attributes =
        Map.of("kernel_shape", Attribute.ofInts(2, 2), "strides", Attribute.ofInts(2, 2));
    return node(name, "MaxPool", List.of(x), attributes);
  }

  /** [N, C, H, W] to [N, C]. */
  final Value averageAll(String name, Value x) {
    return flatten(name + ".flat", node(name, "GlobalAveragePool", List.of(x), Map.of()));
  }

  final Value flatten(String name, Value x) {
    return node(name, "Flatten", List.of(x), Map.of());
  }

  /** [N, F] to [N, outputs], with bias. */
  final Value linear(String name, Value x, int outputs) {
    Shape shape = Shape.of(outputs, x.shape().extent(1));
    List<Value> inputs = List.of(x, weight(name, shape), bias(name, outputs));
    return node(name, "Gemm", inputs, Map.of("transB", Attribute.of(1)));
  }

  /** Numbers that are learnt. */
  abstract Value parameter(String name, Shape shape, Start start, boolean decays);

  final Value node(String name, String op, List<Value> inputs, Map<String, Attribute> attributes) {
    List<String> names = inputs.stream().map(Value::name).toList();
    builder.add(new Node(name, op, names, List.of(name), attributes));
    return builder.value(name);
  }

  private Value convolution(String name, List<Value> inputs, int stride, int groups) {
    int kernel = inputs.get(1).shape().extent(2);
    int pad = kernel / 2;
    Map<String, Attribute> attributes =
        Map.of(
            "kernel_shape", Attribute.ofInts(kernel, kernel),
            "strides", Attribute.ofInts(stride, stride),
            "pads", Attribute.ofInts(pad, pad, pad, pad),
            "dilations", Attribute.ofInts(1, 1),
            "group", Attribute.of(groups));
    return node(name, "Conv", inputs, attributes);
  }

  private Value weight(String name, Shape shape) {
    int fanIn = shape.elements() / shape.extent(0);
    return parameter(name + ".weight", shape, new Start.He(fanIn), true);
  }

  private Value bias(String name, int size) {
    return parameter(name + ".bias", Shape.of(size), new Start.Constant(0), false);
  }
}
