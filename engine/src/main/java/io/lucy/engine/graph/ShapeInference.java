package io.lucy.engine.graph;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The types of a node's outputs from the types of its inputs: one rule per operator, in one table.
 */
final class ShapeInference {
  /** One operator's rule. */
  interface ShapeRule {
    List<TensorType> infer(ShapeScope scope);
  }

  private static final Map<String, ShapeRule> RULES = new HashMap<>();

  static {
    ElementwiseOperators.UNARY.forEach(op -> RULES.put(op, s -> List.of(s.type(0))));
    for (String op :
        List.of(
            "Softmax",
            "LogSoftmax",
            "Identity",
            "Dropout",
            "Floor",
            "Ceil",
            "Round",
            "Sign",
            "Reciprocal",
            "Sin",
            "Cos",
            "Not",
            "ThresholdedRelu",
            "BatchNormalization",
            "InstanceNormalization",
            "LayerNormalization",
            "LRN",
            "CumSum",
            "ScatterElements",
            "ScatterND")) {
      RULES.put(op, s -> List.of(s.type(0)));
    }
    ElementwiseOperators.BINARY.forEach(op -> RULES.put(op, ElementwiseShapes::broadcast));
    for (String op : List.of("PRelu", "Sum", "Mean", "Mod")) {
      RULES.put(op, ElementwiseShapes::broadcast);
    }
    for (String op :
        List.of("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or", "Xor")) {
      RULES.put(op, ElementwiseShapes::compare);
    }
    RULES.put("Where", ElementwiseShapes::where);
    RULES.put("Cast", ElementwiseShapes::cast);
    RULES.put("Conv", SpatialShapes::conv);
    RULES.put("ConvTranspose", SpatialShapes::convTranspose);
    RULES.put("MaxPool", SpatialShapes::maxPool);
    RULES.put("MaxUnpool", SpatialShapes::maxUnpool);
    RULES.put("AveragePool", SpatialShapes::averagePool);
    RULES.put("GlobalAveragePool", SpatialShapes::globalPool);
    RULES.put("GlobalMaxPool", SpatialShapes::globalPool);
    RULES.put("Resize", SpatialShapes::resize);
    RULES.put("Pad", SpatialShapes::pad);
    RULES.put("Gemm", MatrixShapes::gemm);
    RULES.put("MatMul", MatrixShapes::matMul);
    for (String op :
        List.of(
            "ReduceMean",
            "ReduceSum",
            "ReduceMax",
            "ReduceMin",
            "ReduceLogSumExp",
            "ReduceProd",
            "ReduceSumSquare",
            "ReduceL2",
            "ReduceL1")) {
      RULES.put(op, LayoutShapes::reduce);
    }
    RULES.put("ArgMax", LayoutShapes::argMax);
    RULES.put("Reshape", LayoutShapes::reshape);
    RULES.put("Flatten", LayoutShapes::flatten);
    RULES.put("Squeeze", LayoutShapes::squeeze);
    RULES.put("Unsqueeze", LayoutShapes::unsqueeze);
    RULES.put("Transpose", LayoutShapes::transpose);
    RULES.put("Concat", LayoutShapes::concat);
    RULES.put("Split", LayoutShapes::split);
    RULES.put("Slice", LayoutShapes::slice);
    RULES.put("Expand", LayoutShapes::expand);
    RULES.put("Tile", LayoutShapes::tile);
    RULES.put("Gather", LayoutShapes::gather);
    RULES.put("GatherElements", s -> List.of(new TensorType(s.elementType(0), s.shape(1))));
    RULES.put(
        "Shape", s -> List.of(new TensorType(ElementType.INT64, Shape.of(s.shape(0).rank()))));
    RULES.put("ConstantOfShape", LayoutShapes::constantOfShape);
    RULES.put("OneHot", LayoutShapes::oneHot);
  }

  private ShapeInference() {}

  static boolean knows(String op) {
    return RULES.containsKey(op);
  }

  /**
   * The types of all outputs of a node.
   *
   * @throws LucyException {@link Reason#OPERATOR_UNSUPPORTED} naming the node, when there is no
   *     rule or the inputs do not fit
   */
  static List<TensorType> infer(ShapeScope scope) {
    ShapeRule rule = RULES.get(scope.node().op());
    if (rule == null) {
      throw new LucyException(
          Reason.OPERATOR_UNSUPPORTED, "no shape rule: " + scope.node() + ", opset " + Graph.OPSET);
    }
    try {
      return rule.infer(scope);
    } catch (IllegalArgumentException e) {
      throw scope.unsupported(String.valueOf(e.getMessage()));
    } catch (ArithmeticException | IndexOutOfBoundsException e) {
      throw scope.unsupported("its inputs and attributes do not fit each other");
    }
  }
}
