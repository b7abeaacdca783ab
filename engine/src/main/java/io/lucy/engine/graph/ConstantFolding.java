package io.lucy.engine.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Computes nodes whose inputs are known: the arithmetic on shapes that exports are full of.
 *
 * <p>Exports of flatten, padding shortcuts and up-sampling compute shapes at run time from {@code
 * Shape} nodes. Everything but the batch is known from the file, so the arithmetic is done once,
 * here.
 */
final class ConstantFolding {
  /** Larger values are weights, and stay nodes. */
  private static final int MAX_ELEMENTS = 1 << 16;

  private static final Map<String, DoubleBinaryOperator> BINARY =
      Map.ofEntries(
          Map.entry("Add", (a, b) -> a + b),
          Map.entry("Sub", (a, b) -> a - b),
          Map.entry("Mul", (a, b) -> a * b),
          Map.entry("Pow", Math::pow),
          Map.entry("Min", Math::min),
          Map.entry("Max", Math::max),
          Map.entry("Equal", (a, b) -> a == b ? 1 : 0),
          Map.entry("Less", (a, b) -> a < b ? 1 : 0),
          Map.entry("Greater", (a, b) -> a > b ? 1 : 0),
          Map.entry("And", (a, b) -> a * b),
          Map.entry("Or", (a, b) -> Math.max(a, b)));

  private static final Map<String, DoubleUnaryOperator> UNARY =
      Map.of(
          "Neg", a -> -a,
          "Sqrt", Math::sqrt,
          "Exp", Math::exp,
          "Log", Math::log,
          "Floor", Math::floor,
          "Ceil", Math::ceil,
          "Abs", Math::abs,
          "Not", a -> 1 - a,
          "Identity", a -> a);

  private static final Set<String> COMPARISONS =
      Set.of("Equal", "Less", "Greater", "And", "Or", "Not");

  private ConstantFolding() {}

  /** The value of a node's only output, if the node is one that is folded. */
  static Optional<FoldedValue> fold(Node node, List<FoldedValue> inputs) {
    if (node.outputs().size() != 1
        || inputs.stream().anyMatch(i -> i.elements().length > MAX_ELEMENTS)) {
      return Optional.empty();
    }
    String op = node.op();
    if (BINARY.containsKey(op) && inputs.size() == 2) {
      return Optional.of(broadcast(op, BINARY.get(op), inputs.get(0), inputs.get(1)));
    }
    if (UNARY.containsKey(op)) {
      FoldedValue x = inputs.get(0);
      return Optional.of(
          new FoldedValue(
              x.elementType(),
              x.shape(),
              Arrays.stream(x.elements()).map(UNARY.get(op)).toArray()));
    }
    return Optional.ofNullable(
        switch (op) {
          case "Div" -> divide(inputs.get(0), inputs.get(1));
          case "Cast" -> cast(node, inputs.get(0));
          case "Gather" -> gather(node, inputs.get(0), inputs.get(1));
          case "Concat" -> concat(node, inputs);
          case "Slice" -> slice(inputs);
          case "Transpose" -> transpose(node, inputs.get(0));
          case "Reshape", "Squeeze", "Unsqueeze", "Flatten" -> reshape(node, inputs);
          case "ConstantOfShape" -> constantOfShape(node, inputs.get(0));
          case "Range" -> range(inputs);
          case "Where" -> where(inputs);
          case "ReduceProd" -> reduceProduct(node, inputs);
          default -> null;
        });
  }

  private static FoldedValue broadcast(
      String op, DoubleBinaryOperator f, FoldedValue a, FoldedValue b) {
    Shape shape = a.shape().broadcast(b.shape());
    double[] elements = new double[shape.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] =
          f.applyAsDouble(
              a.elements()[source(i, shape, a.shape())], b.elements()[source(i, shape, b.shape())]);
    }
    return new FoldedValue(
        COMPARISONS.contains(op) ? ElementType.BOOL : a.elementType(), shape, elements);
  }

  /** Where element {@code index} of a broadcast shape comes from. */
  private static int source(int index, Shape shape, Shape from) {
    int source = 0;
    int stride = 1;
    int rest = index;
    for (int axis = 1; axis <= shape.rank(); axis++) {
      int at = rest % shape.extent(-axis);
      rest /= shape.extent(-axis);
      if (axis <= from.rank()) {
        source += from.extent(-axis) == 1 ? 0 : at * stride;
        stride *= from.extent(-axis);
      }
    }
    return source;
  }

  private static FoldedValue divide(FoldedValue a, FoldedValue b) {
    boolean whole = a.elementType() != ElementType.FLOAT;
    return broadcast("Div", (x, y) -> whole ? truncate(x / y) : x / y, a, b);
  }

  private static double truncate(double x) {
    return x < 0 ? Math.ceil(x) : Math.floor(x);
  }

  private static FoldedValue cast(Node node, FoldedValue x) {
    ElementType to = ElementType.ofOnnx((int) node.intAttribute("to", 0), node.toString());
    DoubleUnaryOperator f =
        to == ElementType.BOOL
            ? v -> v == 0 ? 0 : 1
            : to == ElementType.FLOAT ? v -> v : ConstantFolding::truncate;
    return new FoldedValue(to, x.shape(), Arrays.stream(x.elements()).map(f).toArray());
  }

  private static FoldedValue gather(Node node, FoldedValue x, FoldedValue indices) {
    if (x.shape().rank() != 1 || node.intAttribute("axis", 0) != 0) {
      return null;
    }
    double[] elements =
        Arrays.stream(indices.elements()).map(i -> x.elements()[x.shape().axis((int) i)]).toArray();
    return new FoldedValue(x.elementType(), indices.shape(), elements);
  }

  private static FoldedValue concat(Node node, List<FoldedValue> inputs) {
    if (inputs.stream().anyMatch(i -> i.shape().rank() != 1)) {
      return null;
    }
    double[] elements = inputs.stream().flatMapToDouble(i -> Arrays.stream(i.elements())).toArray();
    return new FoldedValue(inputs.get(0).elementType(), Shape.of(elements.length), elements);
  }

  private static FoldedValue slice(List<FoldedValue> inputs) {
    FoldedValue x = inputs.get(0);
    int axis = inputs.size() > 3 ? (int) inputs.get(3).elements()[0] : 0;
    if (inputs.get(1).elements().length != 1 || x.shape().axis(axis) != 0) {
      return null;
    }
    long step = inputs.size() > 4 ? (long) inputs.get(4).elements()[0] : 1;
    SliceRange range =
        SliceRange.of(
            (long) inputs.get(1).elements()[0],
            (long) inputs.get(2).elements()[0],
            step,
            x.shape().extent(0));
    int row = x.elements().length / Math.max(1, x.shape().extent(0));
    double[] elements =
        IntStream.range(0, range.length() * row)
            .mapToDouble(
                i -> x.elements()[(range.start() + i / row * range.step()) * row + i % row])
            .toArray();
    return new FoldedValue(x.elementType(), x.shape().with(0, range.length()), elements);
  }

  private static FoldedValue transpose(Node node, FoldedValue x) {
    int rank = x.shape().rank();
    int[] order =
        node.intsAttribute("perm", IntStream.range(0, rank).map(i -> rank - 1 - i).toArray());
    Shape shape = Shape.of(IntStream.of(order).map(x.shape()::extent).toArray());
    int[] strides = new int[rank];
    int stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= x.shape().extent(axis);
    }
    double[] elements = new double[x.elements().length];
    for (int i = 0; i < elements.length; i++) {
      int rest = i;
      int from = 0;
      for (int axis = rank - 1; axis >= 0; axis--) {
        from += rest % shape.extent(axis) * strides[order[axis]];
        rest /= shape.extent(axis);
      }
      elements[i] = x.elements()[from];
    }
    return new FoldedValue(x.elementType(), shape, elements);
  }

  private static FoldedValue reshape(Node node, List<FoldedValue> inputs) {
    FoldedValue x = inputs.get(0);
    List<TensorType> types = new ArrayList<>();
    Map<String, Tensor> constants = new java.util.HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      types.add(new TensorType(inputs.get(i).elementType(), inputs.get(i).shape()));
      if (i > 0) {
        constants.put(node.input(i), inputs.get(i).tensor(-1));
      }
    }
    Shape shape = ShapeInference.infer(new ShapeScope(node, types, constants)).get(0).shape();
    return new FoldedValue(x.elementType(), shape, x.elements());
  }

  private static FoldedValue constantOfShape(Node node, FoldedValue shape) {
    if (shape.hasBatch()) {
      return null;
    }
    FoldedValue fill =
        node.attributes().get("value") instanceof Attribute.Constant c
            ? FoldedValue.of(c.value())
            : FoldedValue.of(Tensor.floats(Shape.of(1), 0));
    Shape filled = Shape.of(Arrays.stream(shape.elements()).mapToInt(e -> (int) e).toArray());
    double[] elements = new double[filled.elements()];
    Arrays.fill(elements, fill.elements()[0]);
    return new FoldedValue(fill.elementType(), filled, elements);
  }

  private static FoldedValue range(List<FoldedValue> inputs) {
    double start = inputs.get(0).elements()[0];
    double delta = inputs.get(2).elements()[0];
    double length = Math.ceil((inputs.get(1).elements()[0] - start) / delta);
    if (!(length >= 0 && length <= MAX_ELEMENTS)) {
      return null;
    }
    double[] elements =
        IntStream.range(0, (int) length).mapToDouble(i -> start + i * delta).toArray();
    return new FoldedValue(inputs.get(0).elementType(), Shape.of(elements.length), elements);
  }

  private static FoldedValue where(List<FoldedValue> inputs) {
    FoldedValue picked = broadcast("And", (c, x) -> c != 0 ? x : 0, inputs.get(0), inputs.get(1));
    FoldedValue others = broadcast("And", (c, x) -> c != 0 ? 0 : x, inputs.get(0), inputs.get(2));
    FoldedValue sum = broadcast("Add", (x, y) -> x + y, picked, others);
    return new FoldedValue(inputs.get(1).elementType(), sum.shape(), sum.elements());
  }

  private static FoldedValue reduceProduct(Node node, List<FoldedValue> inputs) {
    FoldedValue x = inputs.get(0);
    boolean keep = node.intAttribute("keepdims", 1) != 0;
    double product = Arrays.stream(x.elements()).reduce(1, (a, b) -> a * b);
    return x.shape().rank() != 1
        ? null
        : new FoldedValue(x.elementType(), keep ? Shape.of(1) : Shape.of(), new double[] {product});
  }
}
