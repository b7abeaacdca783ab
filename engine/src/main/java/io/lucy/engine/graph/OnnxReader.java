package io.lucy.engine.graph;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads ONNX files of opset 7 to 21 into graphs of one form.
 *
 * <p>What comes out depends on the bytes alone: operators are raised to opset {@value Graph#OPSET},
 * arithmetic on shapes is folded away, what does nothing in inference is dropped, and batch norms
 * are folded into convolutions. The first axis of every input is the batch, whatever extent the
 * file gives it.
 */
public final class OnnxReader {
  /** The largest file that is read; ONNX files above it need external data anyway. */
  public static final int MAX_SIZE_BYTES = 1 << 30;

  private static final int MIN_OPSET = 7;
  private static final int MAX_OPSET = 21;
  private static final int MAX_IR_VERSION = 10;

  private OnnxReader() {}

  /**
   * Reads a network.
   *
   * @throws LucyException {@link Reason#MODEL_INVALID} for bytes that are not a whole ONNX model,
   *     {@link Reason#MODEL_UNSUPPORTED} for a model beyond Lucy's bounds, {@link
   *     Reason#OPERATOR_UNSUPPORTED} naming a node whose result cannot be typed, {@link
   *     Reason#NOT_FINITE} naming a weight
   */
  public static Graph read(byte[] bytes) {
    return BatchNormFolding.apply(readUnfolded(bytes));
  }

  /** Reads a network and leaves its batch norms where they are. */
  public static Graph readUnfolded(byte[] bytes) {
    OnnxMl.ModelProto model = parse(bytes);
    int opset = checkedOpset(model);
    OnnxMl.GraphProto proto = model.getGraph();
    Map<String, Tensor> initialisers = new LinkedHashMap<>();
    for (OnnxMl.TensorProto tensor : proto.getInitializerList()) {
      initialisers.put(tensor.getName(), OnnxTensors.read(tensor));
    }
    if (proto.getSparseInitializerCount() > 0) {
      throw new LucyException(
          Reason.MODEL_UNSUPPORTED, "sparse initialisers; export the network with dense weights");
    }
    Loading loading = new Loading(opset, initialisers);
    for (OnnxMl.ValueInfoProto input : proto.getInputList()) {
      if (!initialisers.containsKey(input.getName())) {
        loading.input(input.getName(), inputType(input));
      }
    }
    for (Node node : sorted(proto, initialisers.keySet())) {
      loading.node(node);
    }
    for (OnnxMl.ValueInfoProto output : proto.getOutputList()) {
      loading.output(output.getName());
    }
    return loading.graph();
  }

  static OnnxMl.ModelProto parse(byte[] bytes) {
    if (bytes.length == 0) {
      throw new LucyException(Reason.MODEL_INVALID, "not an ONNX model: the file is empty");
    }
    if (bytes.length > MAX_SIZE_BYTES) {
      throw new LucyException(
          Reason.MODEL_UNSUPPORTED,
          "size: " + bytes.length + " bytes (at most: " + MAX_SIZE_BYTES + ")");
    }
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.setRecursionLimit(64);
      OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(in);
      if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
        throw new LucyException(Reason.MODEL_INVALID, "not an ONNX model: it has no graph");
      }
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw new LucyException(
          Reason.MODEL_INVALID, "not an ONNX model, or a truncated one: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new LucyException(Reason.MODEL_INVALID, "not an ONNX model: " + e.getMessage(), e);
    }
  }

  static int checkedOpset(OnnxMl.ModelProto model) {
    if (model.getIrVersion() > MAX_IR_VERSION) {
      throw new LucyException(
          Reason.MODEL_UNSUPPORTED,
          "IR version: "
              + model.getIrVersion()
              + " (at most: "
              + MAX_IR_VERSION
              + "); export the network with an older opset");
    }
    long opset =
        model.getOpsetImportList().stream()
            .filter(o -> o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx"))
            .mapToLong(OnnxMl.OperatorSetIdProto::getVersion)
            .findFirst()
            .orElse(1);
    if (opset < MIN_OPSET || opset > MAX_OPSET) {
      throw new LucyException(
          Reason.MODEL_UNSUPPORTED,
          "opset: "
              + opset
              + " (expected: "
              + MIN_OPSET
              + " to "
              + MAX_OPSET
              + "); export the network with opset 17");
    }
    return (int) opset;
  }

  private static TensorType inputType(OnnxMl.ValueInfoProto input) {
    OnnxMl.TypeProto.Tensor tensor = input.getType().getTensorType();
    String where = "input '" + input.getName() + "'";
    int rank = tensor.getShape().getDimCount();
    int[] extents = new int[rank];
    for (int i = 0; i < rank; i++) {
      OnnxMl.TensorShapeProto.Dimension dimension = tensor.getShape().getDim(i);
      if (i > 0 && (!dimension.hasDimValue() || dimension.getDimValue() <= 0)) {
        throw new LucyException(
            Reason.MODEL_UNSUPPORTED,
            "extent " + i + " of " + where + " is not fixed; only the first, the batch, may vary");
      }
      if (i > 0 && dimension.getDimValue() > 1 << 20) {
        throw new LucyException(
            Reason.MODEL_UNSUPPORTED,
            "extent " + i + " of " + where + ": " + dimension.getDimValue());
      }
      extents[i] = i == 0 ? Shape.BATCH : (int) dimension.getDimValue();
    }
    return new TensorType(ElementType.ofOnnx(tensor.getElemType(), where), Shape.of(extents));
  }

  /**
   * The nodes that an output depends on, in an order in which they can run: the file's own, but
   * that a node waits for what it reads.
   */
  private static List<Node> sorted(OnnxMl.GraphProto proto, Set<String> initialisers) {
    Set<String> ready = new HashSet<>(initialisers);
    proto.getInputList().forEach(i -> ready.add(i.getName()));
    ready.add("");
    List<Node> waiting = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    boolean[] needed = OnnxOutline.needed(proto);
    for (int i = 0; i < proto.getNodeCount(); i++) {
      if (!needed[i]) {
        continue;
      }
      Node node = OnnxNodes.read(proto.getNode(i), i);
      int sameName = names.merge(node.name(), 1, Integer::sum);
      waiting.add(
          sameName == 1
              ? node
              : new Node(
                  node.name() + "#" + sameName,
                  node.op(),
                  node.inputs(),
                  node.outputs(),
                  node.attributes()));
    }
    List<Node> sorted = new ArrayList<>();
    while (!waiting.isEmpty()) {
      List<Node> later = new ArrayList<>();
      for (Node node : waiting) {
        if (ready.containsAll(node.inputs())) {
          sorted.add(node);
          ready.addAll(node.outputs());
        } else {
          later.add(node);
        }
      }
      if (later.size() == waiting.size()) {
        Node stuck = later.get(0);
        throw new LucyException(
            Reason.MODEL_INVALID,
            stuck
                + " reads "
                + stuck.inputs().stream().filter(n -> !ready.contains(n)).toList()
                + ", which nothing writes");
      }
      waiting = later;
    }
    return sorted;
  }
}
