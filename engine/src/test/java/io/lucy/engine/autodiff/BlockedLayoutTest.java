package io.lucy.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.runtime.Program;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockedLayoutTest {
  @Test
  void computesTheSame() {
    Graph plain = maskedBlock(16);
    Graph blocked = BlockedLayout.apply(plain);

    assertThat(run(blocked)).containsExactly(run(plain), within(1e-4f));
  }

  @Test
  void widensMasksAndBringsPlainSummandsAlong() {
    Graph blocked = BlockedLayout.apply(maskedBlock(16));

    assertThat(blocked.nodes())
        .extracting(Node::op)
        .containsExactly(
            "Conv", "Relu", "AveragePool", "Resize", "Mul", "Conv", "Abs", "AveragePool", "Add");
  }

  @Test
  void leavesChannelsThatFillNoBlockAsTheyAre() {
    Graph plain = maskedBlock(12);

    assertThat(BlockedLayout.apply(plain).nodes()).isEqualTo(plain.nodes());
  }

  /** {@code |x| + conv(mask * relu(conv(x)))}: a mask and a summand in the plain layout. */
  private static Graph maskedBlock(int channels) {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(2, channels, 5, 5));
    Value mask = builder.input("mask", TensorType.floats(2, channels, 1, 1));
    Map<String, Attribute> pads = Map.of("pads", Attribute.ofInts(1, 1, 1, 1));
    Value hidden = builder.add("Relu", builder.add("Conv", pads, x, weights(builder, channels)));
    Value masked = builder.add("Mul", hidden, mask);
    Value second = builder.add("Conv", pads, masked, weights(builder, channels));
    builder.output("y", builder.add("Add", second, builder.add("Abs", x)));
    Graph named = builder.build();
    return named.between(List.of("x", "mask"), List.of(named.producer("y").orElseThrow().input(0)));
  }

  private static Value weights(GraphBuilder builder, int channels) {
    Shape shape = Shape.of(channels, channels, 3, 3);
    return builder.constant(Tensor.floats(shape, random(shape.elements())));
  }

  private static float[] random(int count) {
    Random random = new Random(count);
    float[] elements = new float[count];
    for (int i = 0; i < count; i++) {
      elements[i] = (float) random.nextGaussian();
    }
    return elements;
  }

  private static float[] run(Graph graph) {
    try (Program program = new Program(graph)) {
      graph.inputs().forEach(input -> program.set(input.name(), random(input.shape().elements())));
      program.run();
      return program.get(graph.output().name());
    }
  }
}
