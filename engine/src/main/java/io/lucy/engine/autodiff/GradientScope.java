package io.lucy.engine.autodiff;

import io.lucy.engine.LucyException;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.ElementType;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a gradient rule may look at and say: one node, the gradients of its outputs, and words to
 * write formulas with.
 */
public final class GradientScope {
  private final GraphBuilder builder;
  private final Node node;
  private final Map<String, Value> gradients;
  private final Set<String> active;

  GradientScope(GraphBuilder builder, Node node, Map<String, Value> gradients, Set<String> active) {
    this.builder = builder;
    this.node = node;
    this.gradients = gradients;
    this.active = active;
  }

  /** The node to differentiate. */
  public Node node() {
    return node;
  }

  public boolean has(int input) {
    return node.hasInput(input);
  }

  public Value input(int index) {
    return builder.value(node.input(index));
  }

  /** The first input. */
  public Value x() {
    return input(0);
  }

  /** The first output. */
  public Value y() {
    return builder.value(node.output());
  }

  /** The gradient of the first output, of its shape. */
  public Value g() {
    return gradient(0).orElseThrow();
  }

  /** The gradient of an output; none when the loss does not depend on it. */
  public Optional<Value> gradient(int output) {
    return Optional.ofNullable(gradients.get(node.outputs().get(output)));
  }

  /** The gradient of an output, zeros when the loss does not depend on it. */
  public Value gradientOrZeros(int output) {
    return gradient(output)
        .orElseGet(() -> zeros(builder.value(node.outputs().get(output)).shape()));
  }

  /** Whether a variable changes this input, so that its gradient is of use to anyone. */
  public boolean wants(int input) {
    return active.contains(node.input(input));
  }

  /** What an input holds, if that is known before the graph runs. */
  public Optional<Tensor> constant(int input) {
    return builder.constantOf(node.input(input));
  }

  /** The whole numbers of an input that shape inference has already required to be constant. */
  public long[] longs(int input) {
    return constant(input)
        .orElseThrow(() -> unsupported("input " + input + " must be constant"))
        .longs();
  }

  /** That this node has a gradient, but not one that is supported as the node is set. */
  public LucyException unsupported(String detail) {
    return GradientTable.unsupported(node, detail);
  }

  public Value add(Value a, Value b) {
    return apply("Add", a, b);
  }

  public Value sub(Value a, Value b) {
    return apply("Sub", a, b);
  }

  public Value mul(Value a, Value b) {
    return apply("Mul", a, b);
  }

  /** A product with a number; the value itself when the number is 1. */
  public Value mul(Value a, double factor) {
    return factor == 1 ? a : apply("Mul", a, scalar(factor));
  }

  public Value div(Value a, Value b) {
    return apply("Div", a, b);
  }

  public Value neg(Value a) {
    return apply("Neg", a);
  }

  /**
   * 1 where the value is above 0, else 0.
   *
   * <p>Written as a ramp of slope 2¹⁰⁰ between 0 and 1, which one vectorised kernel computes in
   * half the time of a comparison and a cast. Values below 2⁻¹⁰⁰ get less than 1.
   */
  public Value step(Value a) {
    return step(a, 1, 0);
  }

  /**
   * 1 where the value is above a bound ({@code side} 1) or below it ({@code side} -1), else 0; the
   * bound is at most 2²⁰.
   */
  public Value step(Value a, int side, float bound) {
    Map<String, Attribute> steep =
        Map.of(
            "alpha", Attribute.of(side * 0x1p100f),
            "beta", Attribute.of(bound == 0 ? 0f : -side * 0x1p100f * bound));
    return apply("HardSigmoid", steep, a);
  }

  /** Truth values as the numbers 1 and 0. */
  public Value number(Value truth) {
    return apply("Cast", Map.of("to", Attribute.of((long) ElementType.FLOAT.onnxCode())), truth);
  }

  public Value where(Value condition, Value a, Value b) {
    return apply("Where", condition, a, b);
  }

  /** The sum over some axes, which stay with extent 1. */
  public Value sum(Value a, int... axes) {
    return axes.length == 0 ? a : apply("ReduceSum", a, axesConstant(axes));
  }

  /** The mean over some axes, which stay with extent 1. */
  public Value mean(Value a, int... axes) {
    return axes.length == 0 ? a : apply("ReduceMean", a, axesConstant(axes));
  }

  /** Each element repeated side by side, a number of times per axis. */
  public Value repeat(Value a, int... times) {
    float[] scales = new float[times.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = times[i];
    }
    return apply(
        "Resize",
        Map.of(
            "mode", Attribute.of("nearest"),
            "nearest_mode", Attribute.of("floor"),
            "coordinate_transformation_mode", Attribute.of("asymmetric")),
        a,
        null,
        constant(Tensor.floats(Shape.of(scales.length), scales)));
  }

  /** The same elements under another shape. */
  public Value reshape(Value a, Shape shape) {
    return a.shape().equals(shape) ? a : apply("Reshape", a, longs(shape.toLongs()));
  }

  public Value reshape(Value a, int... extents) {
    return reshape(a, Shape.of(extents));
  }

  public Value transpose(Value a, int... order) {
    boolean inOrder = IntStream.range(0, order.length).allMatch(i -> order[i] == i);
    return inOrder ? a : apply("Transpose", Map.of("perm", Attribute.ofInts(order)), a);
  }

  public Value zeros(Shape shape) {
    return apply("ConstantOfShape", longs(shape.toLongs()));
  }

  public Value scalar(double value) {
    return builder.scalar((float) value);
  }

  public Value constant(Tensor tensor) {
    return builder.constant(tensor);
  }

  public Value longs(long... elements) {
    return builder.constant(Tensor.longs(elements));
  }

  public Value apply(String op, @Nullable Value... inputs) {
    return builder.add(op, inputs);
  }

  public Value apply(String op, Map<String, Attribute> attributes, @Nullable Value... inputs) {
    return builder.add(op, attributes, inputs);
  }

  /** Adds a node with several outputs. */
  public List<Value> apply(
      String op, Map<String, Attribute> attributes, int outputs, @Nullable Value... inputs) {
    return builder.add(op, attributes, outputs, inputs);
  }

  private Value axesConstant(int[] axes) {
    return longs(IntStream.of(axes).asLongStream().toArray());
  }
}
