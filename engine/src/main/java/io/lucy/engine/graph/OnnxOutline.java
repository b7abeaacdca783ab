package io.lucy.engine.graph;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The operators of an ONNX file as they stand there: for telling what of a network stands in the
 * way, where {@link OnnxReader} would stop at the first.
 *
 * @param opset of the default domain
 * @param operators in the order of the file
 */
public record OnnxOutline(int opset, List<Operator> operators) {
  /** Operators that a reading replaces or computes, so that they need no shape rule. */
  private static final Set<String> READ_AWAY = Set.of("Constant", "Upsample", "Range");

  public OnnxOutline {
    operators = List.copyOf(operators);
  }

  /**
   * One node of the file.
   *
   * @param name its own, or one from its place in the file
   * @param isNeeded whether an output of the network depends on it; what is not needed is never
   *     read
   * @param isOnPath whether it is needed and pixels flow through it, not just their number
   * @param isTyped whether Lucy knows what the node makes of its inputs
   */
  public record Operator(
      String name, String op, boolean isNeeded, boolean isOnPath, boolean isTyped) {}

  /**
   * Reads the operators of a file.
   *
   * @throws io.lucy.engine.LucyException as {@link OnnxReader#read}, but for operators
   */
  public static OnnxOutline of(byte[] bytes) {
    OnnxMl.ModelProto model = OnnxReader.parse(bytes);
    int opset = OnnxReader.checkedOpset(model);
    OnnxMl.GraphProto graph = model.getGraph();
    List<OnnxMl.NodeProto> nodes = graph.getNodeList();
    boolean[] needed = needed(graph);
    boolean[] flowing = flowing(graph);
    List<Operator> operators = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      OnnxMl.NodeProto node = nodes.get(i);
      String op = node.getOpType();
      boolean standard = node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx");
      operators.add(
          new Operator(
              OnnxNodes.name(node, i),
              standard ? op : node.getDomain() + "::" + op,
              needed[i],
              needed[i] && flowing[i],
              standard && (READ_AWAY.contains(op) || ShapeInference.knows(op))));
    }
    return new OnnxOutline(opset, operators);
  }

  /** For each node of a file, whether an output depends on it. */
  static boolean[] needed(OnnxMl.GraphProto graph) {
    Set<String> values = new HashSet<>();
    graph.getOutputList().forEach(output -> values.add(output.getName()));
    boolean[] needed = new boolean[graph.getNodeCount()];
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int i = needed.length - 1; i >= 0; i--) {
        OnnxMl.NodeProto node = graph.getNode(i);
        if (!needed[i] && node.getOutputList().stream().anyMatch(values::contains)) {
          needed[i] = true;
          changed = true;
          node.getInputList().stream().filter(name -> !name.isEmpty()).forEach(values::add);
        }
      }
    }
    return needed;
  }

  private static boolean[] flowing(OnnxMl.GraphProto graph) {
    Set<String> values = new HashSet<>();
    graph.getInputList().forEach(input -> values.add(input.getName()));
    graph.getInitializerList().forEach(tensor -> values.remove(tensor.getName()));
    boolean[] flowing = new boolean[graph.getNodeCount()];
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int i = 0; i < flowing.length; i++) {
        OnnxMl.NodeProto node = graph.getNode(i);
        if (!flowing[i]
            && !node.getOpType().equals("Shape")
            && node.getInputList().stream().anyMatch(values::contains)) {
          flowing[i] = true;
          changed = true;
          values.addAll(node.getOutputList());
        }
      }
    }
    return flowing;
  }
}
