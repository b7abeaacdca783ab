package io.lucy.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.runtime.Program;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchNormFoldingTest {
  private final Random random = new Random(12);

  @Test
  void keepsWhatAConvolutionAndItsBatchNormCompute() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(Shape.BATCH, 2, 5, 5));
    Value weights = builder.constant(Tensor.floats(Shape.of(3, 2, 3, 3), noise(54)));
    Value conv = builder.add("Conv", x, weights, vector(builder, noise(3)));
    Value norm =
        builder.add(
            "BatchNormalization",
            conv,
            vector(builder, noise(3)),
            vector(builder, noise(3)),
            vector(builder, noise(3)),
            vector(builder, 0.5f, 2, 4));
    builder.output("y", norm);
    byte[] file = OnnxWriter.bytes(builder.build());

    Graph folded = OnnxReader.read(file);

    assertThat(folded.nodes())
        .extracting(Node::op)
        .contains("Conv")
        .doesNotContain("BatchNormalization");
    float[] pixels = noise(50);
    assertThat(run(folded, pixels))
        .containsExactly(run(OnnxReader.readUnfolded(file), pixels), within(1e-4f));
  }

  private static Value vector(GraphBuilder builder, float... values) {
    return builder.constant(Tensor.floats(Shape.of(values.length), values));
  }

  private float[] noise(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] run(Graph graph, float[] pixels) {
    try (Program program = new Program(graph.withBatch(1))) {
      program.set("x", pixels);
      program.run();
      return program.get("y");
    }
  }
}
