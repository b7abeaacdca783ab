package io.lucy.engine.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.surgery.Head;
import io.lucy.engine.surgery.Network;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A target that knows a and b from 4 features, and a source that knows b and c from 3. */
class StartHeadTest {
  private static final List<String> LABELS = List.of("a", "b", "c");

  private final KnownNetwork target = network(4, 1, "a", "b");
  private final KnownNetwork source = network(3, 2, "x", "b", "c");
  private final StartHead.Part ofTarget = StartHead.Part.target(target, LABELS);

  @Test
  void hasTheFrozenRowsOverTheTemperatureInBlocks() {
    StartHead.Part ofSource =
        StartHead.Part.source(source, new int[] {0, 1, 2}, List.of("c"), LABELS);

    Head start = StartHead.of(LABELS, List.of(ofTarget, ofSource), new float[] {2, 0.5f});

    assertThat(start.labels()).isEqualTo(3);
    assertThat(start.features()).isEqualTo(7);
    for (int k = 0; k < 2; k++) {
      for (int j = 0; j < 7; j++) {
        float expected = j < 4 ? weight(target, k, j) / 2 : 0;
        assertThat(start.weights()[k * 7 + j]).isCloseTo(expected, within(1e-6f));
      }
      assertThat(start.bias()[k]).isCloseTo(bias(target, k) / 2, within(1e-6f));
    }
    for (int j = 0; j < 7; j++) {
      float expected = j < 4 ? 0 : weight(source, 2, j - 4) / 0.5f;
      assertThat(start.weights()[2 * 7 + j]).isCloseTo(expected, within(1e-6f));
    }
    assertThat(start.bias()[2]).isCloseTo(bias(source, 2) / 0.5f, within(1e-6f));
  }

  @Test
  void startsALabelThatTwoKnowAtTheirMean() {
    StartHead.Part ofSource =
        StartHead.Part.source(source, new int[] {0, 1, 2}, List.of("b", "c"), LABELS);

    Head start = StartHead.of(LABELS, List.of(ofTarget, ofSource), new float[] {2, 4});

    assertThat(start.weights()[7]).isCloseTo(weight(target, 1, 0) / 2 / 2, within(1e-6f));
    assertThat(start.weights()[7 + 4]).isCloseTo(weight(source, 1, 0) / 4 / 2, within(1e-6f));
    assertThat(start.bias()[1])
        .isCloseTo((bias(target, 1) / 2 + bias(source, 1) / 4) / 2, within(1e-6f));
    assertThat(start.weights()[0]).isCloseTo(weight(target, 0, 0) / 2, within(1e-6f));
  }

  @Test
  void readsOnlyTheColumnsThatAreLeft() {
    StartHead.Part ofSource = StartHead.Part.source(source, new int[] {2}, List.of("c"), LABELS);

    Head start = StartHead.of(LABELS, List.of(ofTarget, ofSource), new float[] {1, 1});

    assertThat(start.features()).isEqualTo(5);
    assertThat(start.weights()[2 * 5 + 4]).isEqualTo(weight(source, 2, 2));
  }

  @Test
  void hasZerosForALabelThatNobodyKnows() {
    Head start = StartHead.of(LABELS, List.of(ofTarget), new float[] {1});

    assertThat(start.weights()[2 * 4]).isZero();
    assertThat(start.bias()[2]).isZero();
    assertThat(ofTarget.knows()).containsExactly(true, true, false);
    assertThat(ofTarget.columns()).containsExactly(0, 1, 2, 3);
  }

  private static float weight(KnownNetwork network, int row, int column) {
    Head head = network.network().head();
    return head.weights()[row * head.features() + column];
  }

  private static float bias(KnownNetwork network, int row) {
    return network.network().head().bias()[row];
  }

  private static KnownNetwork network(int features, long seed, String... labels) {
    Random random = new Random(seed);
    GraphBuilder builder = new GraphBuilder();
    Value images = builder.input("images", TensorType.floats(Shape.BATCH, 1, 4, 4));
    Value x = builder.add("Conv", images, weights(builder, random, features, 1, 3, 3));
    x = builder.add("Flatten", builder.add("GlobalAveragePool", builder.add("Relu", x)));
    builder.output(
        "logits",
        builder.add(
            "Gemm",
            Map.of("transB", Attribute.of(1)),
            x,
            weights(builder, random, labels.length, features),
            weights(builder, random, labels.length)));
    Graph graph = builder.build();
    String digest = "0".repeat(63) + seed;
    NetworkIdentity identity =
        new NetworkIdentity(digest, 1, digest, "n" + seed, List.of(), List.of(), List.of(labels));
    return KnownNetwork.of(identity, Network.of(graph));
  }

  private static Value weights(GraphBuilder builder, Random random, int... extents) {
    float[] values = new float[Shape.of(extents).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return builder.constant(Tensor.floats(Shape.of(extents), values));
  }
}
