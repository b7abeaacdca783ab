package io.lucy.engine.graph;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Raises operators of older opsets to the form they have in opset {@value Graph#OPSET}, so that
 * nothing behind the reader has to know an older one.
 *
 * <p>The changes are those of the ONNX operator changelog: settings that became inputs (Squeeze,
 * Split, Clip, Pad, Slice, reductions), operators that were renamed (Upsample) and defaults that
 * changed (Softmax).
 */
final class OpsetUpgrade {
  private static final Set<String> REDUCTIONS =
      Set.of(
          "ReduceMean",
          "ReduceMax",
          "ReduceMin",
          "ReduceLogSumExp",
          "ReduceProd",
          "ReduceSum",
          "ReduceSumSquare",
          "ReduceL1",
          "ReduceL2");

  private final int opset;
  private final Loading loading;

  OpsetUpgrade(int opset, Loading loading) {
    this.opset = opset;
    this.loading = loading;
  }

  /** The node or nodes that do in the present opset what a node does in the file's. */
  List<Node> raise(Node node) {
    String op = node.op();
    if (REDUCTIONS.contains(op) || op.equals("Squeeze") || op.equals("Unsqueeze")) {
      return List.of(node.has("axes") ? attributesToInputs(node, Map.of("axes", 1)) : node);
    }
    return switch (op) {
      case "Split" -> List.of(split(node));
      case "Clip" -> List.of(clip(node));
      case "Pad" -> List.of(pad(node));
      case "Slice" -> List.of(slice(node));
      case "Softmax", "LogSoftmax" -> opset < 13 ? softmax(node) : List.of(node);
      case "Upsample" -> List.of(upsample(node));
      case "Resize" -> List.of(resize(node));
      case "BatchNormalization" -> List.of(batchNorm(node));
      case "Dropout" -> List.of(dropout(node));
      case "Reshape" -> List.of(reshape(node));
      default -> List.of(node);
    };
  }

  private Node split(Node node) {
    Node raised = node.has("split") ? attributesToInputs(node, Map.of("split", 1)) : node;
    raised = raised.without("num_outputs");
    if (raised.hasInput(1)) {
      return raised;
    }
    Shape x = loading.type(node.input(0)).shape();
    int extent = x.extent((int) node.intAttribute("axis", 0));
    int parts = node.outputs().size();
    long size = (extent + parts - 1) / parts;
    long[] sizes = new long[parts];
    Arrays.fill(sizes, size);
    sizes[parts - 1] = extent - size * (parts - 1);
    return withInput(raised, 1, loading.constant(Tensor.longs(sizes), node.name() + "/split"));
  }

  private Node clip(Node node) {
    Node raised = node;
    for (String bound : List.of("min", "max")) {
      if (node.has(bound)) {
        float value = node.realAttribute(bound, 0);
        String name = loading.constant(Tensor.scalar(value), node.name() + "/" + bound);
        raised = withInput(raised.without(bound), bound.equals("min") ? 1 : 2, name);
      }
    }
    return raised;
  }

  private Node pad(Node node) {
    if (!node.has("pads")) {
      return node;
    }
    Node raised = attributesToInputs(node, Map.of("pads", 1));
    if (node.has("value")) {
      String name =
          loading.constant(Tensor.scalar(node.realAttribute("value", 0)), node.name() + "/value");
      raised = withInput(raised.without("value"), 2, name);
    }
    return raised;
  }

  private Node slice(Node node) {
    Node raised =
        node.has("starts")
            ? attributesToInputs(node, Map.of("starts", 1, "ends", 2, "axes", 3))
            : node;
    if (raised.hasInput(3)) {
      return raised;
    }
    int axes = loading.knownValue(raised.input(1)).map(v -> v.elements().length).orElse(1);
    long[] all = new long[axes];
    Arrays.setAll(all, i -> i);
    return withInput(raised, 3, loading.constant(Tensor.longs(all), node.name() + "/axes"));
  }

  /** Before opset 13, softmax ran over all axes from {@code axis} on (default 1) at once. */
  private List<Node> softmax(Node node) {
    Shape x = loading.type(node.input(0)).shape();
    int axis = x.axis((int) node.intAttribute("axis", 1));
    boolean oneAxis = true;
    for (int i = axis + 1; i < x.rank(); i++) {
      oneAxis &= x.extent(i) == 1;
    }
    if (oneAxis) {
      return List.of(node.with("axis", Attribute.of(axis)));
    }
    String flat = node.output() + "/flat";
    String result = node.output() + "/softmax";
    long[] shape = x.toLongs();
    for (int i = 0; i < shape.length; i++) {
      shape[i] = shape[i] == Shape.BATCH ? 0 : shape[i];
    }
    String back = loading.constant(Tensor.longs(shape), node.name() + "/shape");
    return List.of(
        new Node(
            node.name() + "/flatten",
            "Flatten",
            List.of(node.input(0)),
            List.of(flat),
            Map.of("axis", Attribute.of(axis))),
        new Node(
            node.name(),
            node.op(),
            List.of(flat),
            List.of(result),
            Map.of("axis", Attribute.of(1))),
        new Node(
            node.name() + "/reshape", "Reshape", List.of(result, back), node.outputs(), Map.of()));
  }

  private Node upsample(Node node) {
    String scales = node.input(1);
    if (node.attributes().get("scales") instanceof Attribute.Reals reals) {
      float[] values = new float[reals.values().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = reals.values().get(i);
      }
      scales =
          loading.constant(Tensor.floats(Shape.of(values.length), values), node.name() + "/scales");
    }
    return resizeBy(node, scales, true);
  }

  private Node resize(Node node) {
    if (opset < 11) {
      return resizeBy(node, node.input(1), true);
    }
    if (!node.hasInput(3)) {
      return new Node(
          node.name(),
          "Resize",
          List.of(node.input(0), "", node.input(2)),
          node.outputs(),
          node.attributes());
    }
    Shape x = loading.type(node.input(0)).shape();
    double[] sizes =
        loading
            .knownValue(node.input(3))
            .orElseThrow(
                () ->
                    new LucyException(
                        Reason.OPERATOR_UNSUPPORTED, node + ": sizes are not constant"))
            .elements();
    float[] scales = new float[x.rank()];
    for (int i = 0; i < scales.length; i++) {
      int extent = x.extent(i);
      scales[i] = extent == Shape.BATCH ? 1 : (float) (sizes[i] / extent);
      if (extent != Shape.BATCH && (double) extent * scales[i] < sizes[i]) {
        scales[i] = Math.nextUp(scales[i]);
      }
    }
    return resizeBy(
        node,
        loading.constant(Tensor.floats(Shape.of(scales.length), scales), node.name() + "/scales"),
        false);
  }

  private static Node resizeBy(Node node, String scales, boolean asymmetric) {
    Map<String, Attribute> attributes = new TreeMap<>(node.attributes());
    attributes.remove("scales");
    if (asymmetric) {
      attributes.put("coordinate_transformation_mode", Attribute.of("asymmetric"));
      attributes.put("nearest_mode", Attribute.of("floor"));
    }
    return new Node(
        node.name(), "Resize", List.of(node.input(0), "", scales), node.outputs(), attributes);
  }

  private static Node batchNorm(Node node) {
    long used = node.outputs().stream().filter(o -> !o.isEmpty()).count();
    if (node.intAttribute("training_mode", 0) != 0 || node.intAttribute("spatial", 1) == 0) {
      throw new LucyException(
          Reason.OPERATOR_UNSUPPORTED,
          node + ": training form; export the network in evaluation mode");
    }
    Node raised = node.without("spatial").without("momentum").without("training_mode");
    return used <= 1
        ? raised
        : new Node(
            raised.name(),
            raised.op(),
            raised.inputs(),
            List.of(node.output()),
            raised.attributes());
  }

  private static Node dropout(Node node) {
    return new Node(
        node.name(), "Dropout", List.of(node.input(0)), List.of(node.output()), Map.of());
  }

  /** A network exported for one sample says 1 where it means the batch. */
  private Node reshape(Node node) {
    Shape x = loading.type(node.input(0)).shape();
    FoldedValue shape = loading.knownValue(node.input(1)).orElse(null);
    if (shape == null
        || !x.hasBatch()
        || shape.hasBatch()
        || shape.elements().length == 0
        || shape.elements()[0] != 1) {
      return node;
    }
    double[] elements = shape.elements().clone();
    elements[0] = 0;
    Tensor raised = new FoldedValue(ElementType.INT64, shape.shape(), elements).tensor(0);
    return withInput(node, 1, loading.constant(raised, node.name() + "/shape"));
  }

  private Node attributesToInputs(Node node, Map<String, Integer> places) {
    Node raised = node;
    for (Map.Entry<String, Integer> place : new TreeMap<>(places).entrySet()) {
      if (node.attributes().get(place.getKey()) instanceof Attribute.Ints ints) {
        long[] values = ints.values().stream().mapToLong(v -> v).toArray();
        String name = loading.constant(Tensor.longs(values), node.name() + "/" + place.getKey());
        raised = withInput(raised.without(place.getKey()), place.getValue(), name);
      }
    }
    return raised;
  }

  private static Node withInput(Node node, int place, String name) {
    List<String> inputs = new ArrayList<>(node.inputs());
    while (inputs.size() <= place) {
      inputs.add("");
    }
    inputs.set(place, name);
    return node.withInputs(inputs);
  }
}
