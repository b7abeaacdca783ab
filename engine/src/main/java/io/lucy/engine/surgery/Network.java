package io.lucy.engine.surgery;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.graph.ElementType;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.OnnxReader;
import io.lucy.engine.graph.Tensor;
import java.util.List;
import java.util.Set;

/**
 * A frozen classifier in two parts: a trunk from pixels to features, and a linear head from
 * features to logits.
 *
 * @param trunk one input [N, channels, height, width], one output [N, features]
 * @param head the linear classifier on the features
 */
public record Network(Graph trunk, Head head) {
  private static final Set<String> AFTER_LOGITS = Set.of("Softmax", "LogSoftmax", "Identity");

  /** Reads a network from the bytes of an ONNX file. */
  public static Network read(byte[] bytes) {
    return of(OnnxReader.read(bytes));
  }

  /**
   * Splits a graph.
   *
   * @throws LucyException {@link Reason#NO_CLASSIFIER_HEAD} when the graph does not end in a linear
   *     layer with constant weights, {@link Reason#MODEL_UNSUPPORTED} when it does not take images
   */
  public static Network of(Graph graph) {
    if (graph.input().type().elementType() != ElementType.FLOAT
        || graph.input().shape().rank() != 4) {
      throw new LucyException(
          Reason.MODEL_UNSUPPORTED,
          "input '"
              + graph.input().name()
              + "': "
              + graph.input().type()
              + " (expected: float images [N, channels, height, width])");
    }
    String logits = graph.output().name();
    Node last = producer(graph, logits);
    while (AFTER_LOGITS.contains(last.op())) {
      logits = last.input(0);
      last = producer(graph, logits);
    }
    if (graph.shape(logits).rank() != 2) {
      throw noHead(
          "output '" + logits + "' is " + graph.shape(logits) + " (expected: [N, labels])");
    }
    return switch (last.op()) {
      case "Gemm" -> ofGemm(graph, last);
      case "MatMul" -> ofMatMul(graph, last, new float[graph.shape(logits).extent(1)]);
      case "Add" -> ofAdd(graph, last);
      default -> throw noHead(last + " writes the logits");
    };
  }

  /** Channels, height and width of the images. */
  public int[] imageShape() {
    int[] extents = trunk.input().shape().extents();
    return java.util.Arrays.copyOfRange(extents, 1, 4);
  }

  private static Network ofGemm(Graph graph, Node gemm) {
    boolean transposed = gemm.intAttribute("transB", 0) != 0;
    if (gemm.intAttribute("transA", 0) != 0) {
      throw noHead(gemm + " transposes its input");
    }
    Tensor weights = weights(graph, gemm);
    int labels = weights.shape().extent(transposed ? 0 : 1);
    float alpha = gemm.realAttribute("alpha", 1);
    float beta = gemm.realAttribute("beta", 1);
    float[] rows = transposed ? weights.floats().clone() : transpose(weights);
    for (int i = 0; i < rows.length; i++) {
      rows[i] *= alpha;
    }
    float[] bias = new float[labels];
    if (gemm.hasInput(2)) {
      float[] constant = constant(graph, gemm, gemm.input(2)).floats();
      for (int k = 0; k < labels; k++) {
        bias[k] = beta * constant[constant.length == 1 ? 0 : k];
      }
    }
    return split(graph, gemm.input(0), new Head(rows, bias));
  }

  private static Network ofAdd(Graph graph, Node add) {
    for (int i = 0; i < 2; i++) {
      Node product = graph.producer(add.input(i)).orElse(null);
      if (product != null && product.op().equals("MatMul") && graph.isConstant(add.input(1 - i))) {
        float[] constant = graph.constants().get(add.input(1 - i)).floats();
        float[] bias = new float[graph.shape(add.output()).extent(1)];
        for (int k = 0; k < bias.length; k++) {
          bias[k] = constant[constant.length == 1 ? 0 : k];
        }
        return ofMatMul(graph, product, bias);
      }
    }
    throw noHead(add + " writes the logits");
  }

  private static Network ofMatMul(Graph graph, Node product, float[] bias) {
    return split(graph, product.input(0), new Head(transpose(weights(graph, product)), bias));
  }

  private static Network split(Graph graph, String features, Head head) {
    if (graph.shape(features).rank() != 2) {
      throw noHead(
          "features '"
              + features
              + "' are "
              + graph.shape(features)
              + " (expected: [N, features])");
    }
    return new Network(graph.between(List.of(graph.input().name()), List.of(features)), head);
  }

  private static Tensor weights(Graph graph, Node node) {
    Tensor weights = constant(graph, node, node.input(1));
    if (weights.shape().rank() != 2) {
      throw noHead(node + " has weights " + weights.shape());
    }
    return weights;
  }

  private static Tensor constant(Graph graph, Node node, String name) {
    return graph
        .constant(name)
        .orElseThrow(() -> noHead(node + " computes its weights '" + name + "'"));
  }

  private static float[] transpose(Tensor matrix) {
    int rows = matrix.shape().extent(0);
    int columns = matrix.shape().extent(1);
    float[] transposed = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        transposed[j * rows + i] = matrix.floats()[i * columns + j];
      }
    }
    return transposed;
  }

  private static Node producer(Graph graph, String value) {
    return graph
        .producer(value)
        .orElseThrow(() -> noHead("output '" + value + "' is not computed"));
  }

  private static LucyException noHead(String found) {
    return new LucyException(
        Reason.NO_CLASSIFIER_HEAD,
        "no classifier head: "
            + found
            + "; a network must end in a linear layer (Gemm, or MatMul and Add) with constant weights");
  }
}
