package io.lucy.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.runtime.Program;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReverseModeTest {
  @Test
  void addsUpWhatFlowsBackAlongSeveralPaths() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(2));
    builder.output("y", builder.add("Add", builder.add("Mul", x, x), x));

    Graph backward = ReverseMode.differentiate(builder.build(), "y", List.of("x"));

    assertThat(run(backward, Map.of("x", new float[] {3, -1}), "gradient/x"))
        .containsExactly(7, -1);
  }

  @Test
  void keepsTheOutputsOfTheGraphAndPutsGradientsBehindThem() {
    Graph backward = ReverseMode.differentiate(product(), "y", List.of("w", "x"));

    assertThat(backward.outputs())
        .extracting(Value::name)
        .containsExactly("y", "gradient/w", "gradient/x");
    assertThat(backward.outputs())
        .extracting(Value::shape)
        .containsExactly(Shape.of(2, 2), Shape.of(3, 2), Shape.of(2, 3));
  }

  @Test
  void givesZerosToAVariableThatTheLossDoesNotDependOn() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(2));
    builder.input("unused", TensorType.floats(1, 3));
    builder.output("y", builder.add("Exp", x));

    Graph backward = ReverseMode.differentiate(builder.build(), "y", List.of("unused"));

    Map<String, float[]> inputs = Map.of("x", new float[2], "unused", new float[3]);
    assertThat(run(backward, inputs, "gradient/unused")).containsExactly(0, 0, 0);
  }

  @Test
  void startsFromSeedsThatARunIsGiven() {
    Graph backward = ReverseMode.differentiate(product(), Map.of("y", "v"), List.of("w"));

    assertThat(backward.inputs()).extracting(Value::name).containsExactly("x", "v");
    Map<String, float[]> inputs =
        Map.of("x", new float[] {1, 2, 3, 4, 5, 6}, "v", new float[] {1, 0, 0, -1});
    assertThat(run(backward, inputs, "gradient/w")).containsExactly(1, -4, 2, -5, 3, -6);
  }

  @Test
  void looksOnlyAtNodesBetweenAVariableAndTheLoss() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(2));
    Value w = builder.constant("w", Tensor.floats(Shape.of(2), 2, 3));
    Value beforehand = builder.add("Mish", x);
    Value afterwards = builder.add("Mul", beforehand, w);
    builder.output("y", afterwards);
    builder.output("aside", builder.add("Mish", afterwards));

    Graph backward = ReverseMode.differentiate(builder.build(), "y", List.of("w"));

    assertThat(backward.nodes()).extracting(Node::op).contains("Mish");
    assertThat(run(backward, Map.of("x", new float[2]), "gradient/w")).containsExactly(0, 0);
  }

  @Test
  void differentiatesWithRespectToAnIntermediateValue() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(2));
    Value squared = builder.add("Mul", x, x);
    builder.output("y", builder.add("Mul", squared, squared));

    Graph backward = ReverseMode.differentiate(builder.build(), "y", List.of(squared.name()));

    float[] gradient = run(backward, Map.of("x", new float[] {1, 3}), "gradient/" + squared.name());
    assertThat(gradient).containsExactly(2, 18);
  }

  @Test
  void givesEqualBytesForEqualArguments() {
    byte[] once = OnnxWriter.bytes(ReverseMode.differentiate(product(), "y", List.of("x", "w")));
    byte[] again = OnnxWriter.bytes(ReverseMode.differentiate(product(), "y", List.of("x", "w")));

    assertThat(once).isEqualTo(again);
  }

  @Test
  void refusesGraphsWithoutFixedShapes() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(Shape.BATCH, 2));
    builder.output("y", builder.add("Exp", x));
    Graph graph = builder.build();

    assertThatThrownBy(() -> ReverseMode.differentiate(graph, "y", List.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("float[N,2]");
  }

  private static Graph product() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(2, 3));
    Value w = builder.constant("w", Tensor.floats(Shape.of(3, 2), 1, 2, 3, 4, 5, 6));
    builder.output("y", builder.add("MatMul", x, w));
    return builder.build();
  }

  private static float[] run(Graph graph, Map<String, float[]> inputs, String output) {
    try (Program program = new Program(graph)) {
      inputs.forEach(program::set);
      program.run();
      return program.get(output);
    }
  }
}
