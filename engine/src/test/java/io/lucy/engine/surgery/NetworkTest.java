package io.lucy.engine.surgery;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private final GraphBuilder builder = new GraphBuilder();
  private final Value features =
      builder.add(
          "Flatten",
          builder.add(
              "GlobalAveragePool",
              builder.input("image", TensorType.floats(Shape.BATCH, 2, 4, 4))));

  @Test
  void takesAProductAndASumForAHead() {
    Value product = builder.add("MatMul", features, matrix(2, 3, 1, 2, 3, 4, 5, 6));
    Head head = head(builder.add("Add", bias(7, 8, 9), product));
    assertThat(head.weights()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(head.bias()).containsExactly(7, 8, 9);
  }

  @Test
  void takesAProductAloneForAHeadWithoutBias() {
    Head head = head(builder.add("MatMul", features, matrix(2, 3, 1, 2, 3, 4, 5, 6)));
    assertThat(head.weights()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(head.bias()).containsExactly(0, 0, 0);
  }

  @Test
  void multipliesOutTheFactorsOfAGemm() {
    Value gemm =
        builder.add(
            "Gemm",
            Map.of("transB", Attribute.of(1), "alpha", Attribute.of(2f), "beta", Attribute.of(3f)),
            features,
            matrix(3, 2, 1, 2, 3, 4, 5, 6),
            bias(1, 2, 3));
    Head head = head(gemm);
    assertThat(head.weights()).containsExactly(2, 4, 6, 8, 10, 12);
    assertThat(head.bias()).containsExactly(3, 6, 9);
  }

  @Test
  void stripsASoftmaxBehindTheLogits() {
    Value product = builder.add("MatMul", features, matrix(2, 3, 1, 2, 3, 4, 5, 6));
    Network network = network(builder.add("Softmax", product));
    assertThat(network.head().labels()).isEqualTo(3);
    assertThat(network.trunk().output().name()).isEqualTo(features.name());
    assertThat(network.imageShape()).containsExactly(2, 4, 4);
  }

  @Test
  void missesAHeadBehindAnActivation() {
    Value product = builder.add("MatMul", features, matrix(2, 3, 1, 2, 3, 4, 5, 6));
    Value relu = builder.add("Relu", product);
    refused(() -> network(relu), Reason.NO_CLASSIFIER_HEAD, "Relu", "must end in a linear layer");
  }

  @Test
  void missesAHeadWithComputedWeights() {
    Value outer =
        builder.add(
            "Gemm", Map.of("transB", Attribute.of(1)), features, builder.add("Sigmoid", features));
    refused(() -> network(outer), Reason.NO_CLASSIFIER_HEAD, "computes its weights");
  }

  @Test
  void refusesWhatDoesNotTakeImages() {
    GraphBuilder vectors = new GraphBuilder();
    Value x = vectors.input("vector", TensorType.floats(Shape.BATCH, 2));
    vectors.output("y", vectors.add("Relu", x));
    Graph graph = vectors.build();
    refused(() -> Network.of(graph), Reason.MODEL_UNSUPPORTED, "input 'vector'", "height");
  }

  private Head head(Value logits) {
    return network(logits).head();
  }

  private Network network(Value output) {
    builder.output("output", output);
    return Network.of(builder.build());
  }

  private Value matrix(int rows, int columns, float... values) {
    return builder.constant(Tensor.floats(Shape.of(rows, columns), values));
  }

  private Value bias(float... values) {
    return builder.constant(Tensor.floats(Shape.of(values.length), values));
  }
}
