package io.lucy.engine.autodiff;

import io.lucy.engine.graph.ElementType;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The matrix of operators, shapes and attributes that gradients are checked over. */
final class GradientCases {
  private final List<GradientCase> cases = new ArrayList<>();

  private GradientCases() {
    arithmetic();
    activations();
    matrices();
    normalizations();
    reductions();
    layouts();
    slices();
    constants();
    new SpatialGradientCases(cases).addAll();
  }

  static List<GradientCase> all() {
    return List.copyOf(new GradientCases().cases);
  }

  private GradientCase on(String op) {
    GradientCase added = GradientCase.of(op);
    cases.add(added);
    return added;
  }

  private void arithmetic() {
    for (String op : List.of("Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "Mean")) {
      int[][][] pairs = {
        {{2, 3, 4}, {2, 3, 4}},
        {{2, 3, 4}, {3, 1}},
        {{4}, {2, 3, 4}},
        {{2, 1, 4}, {1, 3, 1}},
        {{}, {2, 3}},
        {{1, 1}, {1}},
      };
      for (int[][] pair : pairs) {
        boolean corners = op.equals("Max") || op.equals("Min");
        GradientCase added = on(op).input(pair[0]).input(pair[1]).between(0.5, 2);
        if (corners) {
          added.between(-1, 1);
          cases.remove(added);
          on(op).input(pair[0]).fixed(constant(pair[1])).distinct();
          on(op).fixed(constant(pair[0])).input(pair[1]).distinct();
        }
      }
    }
    on("Max").input(3, 2);
    on("Sum").input(2, 3).input(3).input(1, 1).input();
    on("Mean").input(2, 3).input(3).input(1, 1);
    on("Pow").input(2, 3).input(3).between(0.5, 2);
    on("Pow").input(2, 3).fixed(Tensor.scalar(2));
    on("Pow").input(2, 3).fixed(Tensor.scalar(3));
    on("Pow").input(2, 3).longs(2);
    for (String op : List.of("Abs", "Identity", "Dropout", "Neg")) {
      on(op).input(2, 3, 4).distinct();
    }
    for (String op : List.of("Erf", "Exp", "Sin", "Cos")) {
      on(op).input(2, 3, 4);
      on(op).input();
    }
    for (String op : List.of("Log", "Sqrt", "Reciprocal")) {
      on(op).input(2, 3, 4).between(0.5, 2);
    }
    on("Cast").with("to", 1L).input(2, 3);
    on("Where").fixed(truth(2, 3)).input(2, 3).input(2, 3);
    on("Where").fixed(truth(1, 3)).input(2, 3).input();
    on("Where").fixed(truth(2, 1)).input(3).fixed(2, 3);
  }

  private void activations() {
    for (String op : List.of("Relu", "LeakyRelu", "Elu", "HardSigmoid", "HardSwish")) {
      on(op).input(2, 3, 5).distinct();
    }
    on("LeakyRelu").with("alpha", 0.3f).input(7).distinct();
    on("Elu").with("alpha", 0.5f).input(7).distinct();
    on("HardSigmoid").with("alpha", 0.25f).with("beta", 0.5f).input(3, 51).distinct();
    on("HardSwish").input(3, 51).distinct();
    on("PRelu").input(2, 3, 5).input(3, 1).distinct();
    on("PRelu").input(2, 3, 5).fixed(1).distinct();
    on("PRelu").input(2, 3).input(2, 3).distinct();
    on("Clip").input(4, 10).fixed(Tensor.scalar(-0.5f)).fixed(Tensor.scalar(0.5f)).distinct();
    on("Clip").input(4, 10).absent().fixed(Tensor.scalar(0.5f)).distinct();
    on("Clip").input(4, 10).fixed(Tensor.scalar(0)).distinct();
    on("Clip").input(4, 10).distinct();
    Tensor steps = constant(new int[] {4, 10});
    on("Clip").fixed(steps).input().fixed(Tensor.scalar(0.3f)).between(-0.1, 0.1);
    on("Clip").fixed(steps).fixed(Tensor.scalar(-0.3f)).input().between(-0.1, 0.1);
    for (String op : List.of("Sigmoid", "Tanh", "Softplus", "Gelu")) {
      on(op).input(2, 3, 5).between(-3, 3);
      on(op).input();
    }
    on("Softsign").input(2, 3, 5).distinct();
    on("Gelu").with("approximate", "tanh").input(2, 3, 5).between(-3, 3);
    for (String op : List.of("Softmax", "LogSoftmax")) {
      for (long axis = -1; axis < 3; axis++) {
        on(op).with("axis", axis).input(2, 3, 4);
      }
      on(op).input(2, 3);
    }
  }

  private void matrices() {
    for (int setting = 0; setting < 4; setting++) {
      int transA = setting & 1;
      int transB = setting >> 1;
      int[] a = transA == 0 ? new int[] {3, 4} : new int[] {4, 3};
      int[] b = transB == 0 ? new int[] {4, 5} : new int[] {5, 4};
      int[][] biases = {{5}, {3, 5}, {3, 1}, {}};
      for (int[] bias : biases) {
        GradientCase added = on("Gemm").with("transA", transA).with("transB", transB);
        added.input(a).input(b).input(bias).with("alpha", 0.5f).with("beta", 2f);
      }
      on("Gemm").with("transA", transA).with("transB", transB).input(a).input(b);
      on("Gemm").with("transB", transB).input(3, 4).fixed(b).fixed(5);
    }
    on("MatMul").input(3, 4).input(4, 5);
    on("MatMul").input(2, 3, 4).input(4, 5);
    on("MatMul").input(2, 3, 4).input(2, 4, 5);
    on("MatMul").input(2, 1, 3, 4).input(5, 4, 2);
    on("MatMul").input(3, 4).input(2, 4, 5);
    on("MatMul").input(1, 4).fixed(4, 1);
  }

  private void normalizations() {
    int[][] images = {{2, 3, 4, 5}, {2, 3, 4}, {4, 3}};
    for (int[] image : images) {
      on("BatchNormalization")
          .with("epsilon", 0.01f)
          .input(image)
          .input(3)
          .input(3)
          .input(3)
          .input(3)
          .between(0.5, 2);
    }
    on("BatchNormalization").input(2, 3, 4).fixed(3).fixed(3).fixed(3).fixed(positive(3));
    on("InstanceNormalization").input(2, 3, 4, 5).input(3).input(3);
    on("InstanceNormalization").input(2, 3, 7).fixed(3).fixed(3);
    on("LayerNormalization").input(2, 3, 4).input(4).input(4);
    on("LayerNormalization").input(2, 3, 4).input(4);
    on("LayerNormalization").with("axis", 1).with("epsilon", 0.1f).input(2, 3, 4).input(3, 4);
    on("LayerNormalization").with("axis", -2).input(2, 3, 4).input(3, 4).input(3, 4);
  }

  private void reductions() {
    List<String> smooth = List.of("ReduceSum", "ReduceMean", "ReduceLogSumExp", "ReduceSumSquare");
    List<String> corners = List.of("ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2");
    for (String op : java.util.stream.Stream.concat(smooth.stream(), corners.stream()).toList()) {
      for (long keep = 0; keep < 2; keep++) {
        long[][] axes = {{1}, {-1, 0}, {0, 1, 2}, {2}};
        for (long[] reduced : axes) {
          GradientCase added = on(op).with("keepdims", keep).input(2, 3, 4).longs(reduced);
          if (corners.contains(op)) {
            added.distinct();
          }
        }
        on(op).with("keepdims", keep).input(2, 3).distinct();
      }
      on(op).with("noop_with_empty_axes", 1).input(2, 3).longs().distinct();
    }
  }

  private void layouts() {
    on("Reshape").input(2, 6).longs(3, -1);
    on("Reshape").input(2, 6).longs(0, 2, 3);
    for (long axis = -1; axis < 4; axis++) {
      on("Flatten").with("axis", axis).input(2, 3, 4);
    }
    on("Squeeze").input(2, 1, 3, 1).longs(1);
    on("Squeeze").input(2, 1, 3, 1);
    on("Unsqueeze").input(2, 3).longs(0, -1);
    on("Transpose").input(2, 3, 4);
    on("Transpose").withInts("perm", 2, 0, 1).input(2, 3, 4);
    on("Transpose").withInts("perm", 0, 2, 1, 3).input(2, 3, 4, 2);
    for (long axis = -1; axis < 2; axis++) {
      on("Concat").with("axis", axis).input(2, 3).input(2, 3).fixed(2, 3);
      on("Split").with("axis", axis).with("num_outputs", 3).outputs(3).input(6, 6);
    }
    on("Concat").with("axis", 1).input(2, 3, 2).input(2, 1, 2);
    on("Concat").with("axis", 0).input(2, 3);
    on("Split").with("axis", 1).outputs(2).input(2, 5).longs(1, 4);
    on("Expand").input(3, 1).longs(2, 3, 4);
    on("Expand").input(2, 1).longs(1, 3);
    on("Expand").input().longs(2, 2);
    on("Tile").input(2, 3).longs(3, 2);
    on("Tile").input(2, 3).longs(1, 2);
    on("Gather").input(4, 3).longs(0, 3, 0);
    on("Gather").with("axis", 1).input(2, 4, 3).longs(2, -1);
    on("Gather").with("axis", -1).input(2, 4).fixed(scalarIndex(1));
    on("Gather").input(5).fixed(Tensor.integers(ElementType.INT64, Shape.of(2, 2), 0, 1, 1, 4));
  }

  private void slices() {
    on("Slice").input(4, 6).longs(1, 2).longs(3, 5);
    on("Slice").input(4, 6).longs(0).longs(Long.MAX_VALUE).longs(1).longs(2);
    on("Slice").input(4, 7).longs(1).longs(-1).longs(-1).longs(3);
    on("Slice").input(4, 6).longs(-1).longs(Long.MIN_VALUE).longs(1).longs(-1);
    on("Slice").input(4, 7).longs(5, -1).longs(0, -5).longs(1, 0).longs(-2, -1);
    on("Slice").input(2, 3, 6, 6).longs(0, 0).longs(99, 99).longs(2, 3).longs(2, 2);
    on("Slice").input(2, 3, 7, 5).longs(1, 0).longs(99, 99).longs(2, 3).longs(2, 3);
    on("Pad").input(2, 3).longs(1, 0, 2, 3);
    on("Pad").input(2, 3).longs(1, 0, -1, 3).fixed(Tensor.scalar(7));
    on("Pad").input(2, 3, 4).longs(2, 1).absent().longs(-1);
    for (String mode : List.of("reflect", "edge", "wrap")) {
      on("Pad").with("mode", mode).input(2, 3, 4, 5).longs(0, 0, 1, 2, 0, 0, 2, 1);
      on("Pad").with("mode", mode).input(1, 4).longs(0, 3, 0, 2);
    }
  }

  private void constants() {
    for (String op : List.of("ArgMax", "Ceil", "Floor", "Round", "Shape", "Sign")) {
      on(op).input(3, 4).distinct();
    }
    List<String> comparisons = List.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual");
    for (String op : comparisons) {
      on(op).input(3, 4).fixed(Tensor.scalar(0)).distinct();
    }
  }

  private static Tensor constant(int[] extents) {
    Shape shape = Shape.of(extents);
    float[] elements = new float[shape.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = i % 2 == 0 ? -0.2f : 0.2f;
    }
    return Tensor.floats(shape, elements);
  }

  private static Tensor positive(int count) {
    float[] elements = new float[count];
    for (int i = 0; i < count; i++) {
      elements[i] = 0.5f + i;
    }
    return Tensor.floats(Shape.of(count), elements);
  }

  private static Tensor truth(int... extents) {
    Shape shape = Shape.of(extents);
    long[] elements = new long[shape.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = i % 2;
    }
    return Tensor.integers(ElementType.BOOL, shape, elements);
  }

  private static Tensor scalarIndex(long index) {
    return Tensor.integers(ElementType.INT64, Shape.of(), index);
  }
}
