package io.lucy.engine.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.runtime.Program;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreezingTest {
  private final Graph graph = network();

  @Test
  void findsTheWeightsOfLayersAndNothingElse() {
    assertThat(Freezing.weights(graph)).containsExactly("conv.w", "conv.b", "fc.w", "fc.b");
  }

  @Test
  void thawingChangesNoResult() {
    Graph thawed = Freezing.thaw(graph, Freezing.weights(graph));

    assertThat(thawed.inputs()).extracting(Value::name).startsWith("x").hasSize(5);
    assertThat(run(thawed)).isEqualTo(run(graph));
  }

  @Test
  void freezingUndoesThawing() {
    List<String> weights = Freezing.weights(graph);
    Map<String, Tensor> values = new LinkedHashMap<>();
    weights.forEach(name -> values.put(name, graph.constants().get(name)));

    Graph frozen = Freezing.freeze(Freezing.thaw(graph, weights), values);

    assertThat(frozen.inputs()).hasSize(1);
    assertThat(run(frozen)).isEqualTo(run(graph));
    assertThat(OnnxWriter.bytes(frozen)).hasSameSizeAs(OnnxWriter.bytes(graph));
  }

  @Test
  void refusesToThawWhatIsNoConstant() {
    assertThatThrownBy(() -> Freezing.thaw(graph, List.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no constant 'x'");
  }

  @Test
  void refusesToFreezeAnInputAsAnotherType() {
    assertThatThrownBy(() -> Freezing.freeze(graph, Map.of("x", Tensor.scalar(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("value of Value[name=x");
  }

  private float[] run(Graph network) {
    try (Program program = new Program(network)) {
      for (Value input : network.inputs()) {
        float[] values =
            input.name().equals("x")
                ? numbers(input.shape().elements(), 9)
                : graph.constants().get(input.name()).floats();
        program.set(input.name(), values);
      }
      program.run();
      return program.get(network.output().name());
    }
  }

  private static Graph network() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(2, 1, 4, 4));
    Value filters = builder.constant("conv.w", weights(1, 3, 1, 3, 3));
    Value y = builder.add("Conv", x, filters, builder.constant("conv.b", weights(2, 3)));
    y = builder.add("Clip", y, builder.scalar(0), builder.scalar(6));
    y = builder.add("Flatten", y);
    Map<String, Attribute> transposed = Map.of("transB", Attribute.of(1));
    Value rows = builder.constant("fc.w", weights(3, 2, 12));
    builder.output(
        builder.add("Gemm", transposed, y, rows, builder.constant("fc.b", weights(4, 2))));
    return builder.build();
  }

  private static Tensor weights(long seed, int... extents) {
    Shape shape = Shape.of(extents);
    return Tensor.floats(shape, numbers(shape.elements(), seed));
  }

  private static float[] numbers(int count, long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
