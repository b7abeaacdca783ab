package io.lucy.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.autodiff.ReverseMode;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.runtime.Program;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static final TensorType LOGITS = TensorType.floats(4, 3);
  private static final TensorType WEIGHTS = TensorType.floats(4);
  private static final double STEP = 1e-2;

  private final GraphBuilder builder = new GraphBuilder();
  private final Map<String, float[]> point = new LinkedHashMap<>();
  private final Random random = new Random(5);

  @Test
  void crossEntropyOfEqualLogitsIsTheLogarithmOfTheirNumber() {
    Value logits = constant("logits", LOGITS, 0.7f);
    Value targets = given("targets", LOGITS, 0, 1, 0, 1, 0, 0, 0.5f, 0.25f, 0.25f, 0, 0, 1);
    assertThat(loss(Losses.in(builder).crossEntropy(logits, targets)))
        .isCloseTo(Math.log(3), within(1e-6));
  }

  @Test
  void crossEntropyWithWeightsLeavesSamplesOfWeightZeroOut() {
    Value logits = given("logits", LOGITS, 5, 0, 0, 9, 9, 9, -3, 0, 2, 1, 1, 1);
    Value targets = given("targets", LOGITS, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0);
    Value weights = given("weights", WEIGHTS, 0, 3, 0, 1);
    assertThat(loss(Losses.in(builder).crossEntropy(logits, targets, weights)))
        .isCloseTo(Math.log(3), within(1e-6));
  }

  @Test
  void crossEntropyHasTheGradientOfItsDifferences() {
    Value logits = random("logits", LOGITS);
    Value targets = given("targets", LOGITS, 0, 1, 0, 1, 0, 0, 0.5f, 0.25f, 0.25f, 0, 0, 1);
    Value weights = given("weights", WEIGHTS, 1, 0.5f, 2, 0.1f);
    checkGradient(Losses.in(builder).crossEntropy(logits, targets, weights), "logits");
  }

  @Test
  void distillationFromOneselfIsZero() {
    Value logits = random("logits", LOGITS);
    assertThat(loss(Losses.in(builder).distillation(logits, logits, 3))).isCloseTo(0, within(1e-6));
  }

  @Test
  void distillationIsTheScaledDivergence() {
    Value student = constant("student", LOGITS, 0);
    Value teacher = given("teacher", LOGITS, 2, 0, 0, 2, 0, 0, 2, 0, 0, 2, 0, 0);
    double e = Math.exp(1);
    double entropy = -e / (e + 2) * Math.log(e / (e + 2)) + 2 / (e + 2) * Math.log(e + 2);
    assertThat(loss(Losses.in(builder).distillation(student, teacher, 2)))
        .isCloseTo(4 * (Math.log(3) - entropy), within(1e-5));
  }

  @Test
  void distillationHasTheGradientOfItsDifferences() {
    Value student = random("student", LOGITS);
    Value teacher = random("teacher", LOGITS);
    Value weights = given("weights", WEIGHTS, 1, 0.5f, 2, 0.1f);
    checkGradient(Losses.in(builder).distillation(student, teacher, 2.5f, weights), "student");
  }

  @Test
  void fidelityOfTheSourceItselfIsZeroAndOfNothingIsOne() {
    Value projection = random("projection", TensorType.floats(2, 5, 3));
    Value source = random("source", TensorType.floats(6, 2));
    Value nothing = constant("nothing", TensorType.floats(6, 2), 0);
    Losses losses = Losses.in(builder);
    Value same = losses.surrogateFidelity(projection, source, source, 0);
    Value none = losses.surrogateFidelity(projection, nothing, source, 0);
    assertThat(loss(same)).isZero();
    assertThat(loss(none)).isCloseTo(1, within(1e-6));
  }

  @Test
  void fidelityHasTheGradientOfItsDifferences() {
    Value projection = random("projection", TensorType.floats(2, 5, 3));
    Value module = random("module", TensorType.floats(6, 2));
    Value source = random("source", TensorType.floats(6, 2));
    checkGradient(Losses.in(builder).surrogateFidelity(projection, module, source, 0.1f), "module");
  }

  @Test
  void refusesWeightsOfAnotherNumberOfSamples() {
    Value logits = constant("logits", LOGITS, 0);
    Value weights = constant("weights", TensorType.floats(5), 1);
    assertThatThrownBy(() -> Losses.in(builder).crossEntropy(logits, logits, weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weights");
  }

  private double loss(Value loss) {
    Graph graph = graph(loss);
    try (Program program = new Program(graph)) {
      point.forEach(program::set);
      program.run();
      return program.output(loss.name()).get(0);
    }
  }

  private Graph graph(Value loss) {
    assertThat(loss.shape().rank()).as("rank of the loss").isZero();
    builder.output(loss);
    return builder.build();
  }

  private void checkGradient(Value loss, String variable) {
    Graph graph = graph(loss);
    float[] gradient;
    try (Program program =
        new Program(ReverseMode.differentiate(graph, loss.name(), List.of(variable)))) {
      point.forEach(program::set);
      program.run();
      gradient = program.get(ReverseMode.gradientName(variable));
    }
    float[] values = point.get(variable);
    try (Program program = new Program(graph)) {
      point.forEach(program::set);
      for (int i = 0; i < values.length; i++) {
        double difference =
            (lossAt(program, loss, variable, values, i, STEP)
                    - lossAt(program, loss, variable, values, i, -STEP))
                / (2 * STEP);
        assertThat((double) gradient[i])
            .as("gradient of element " + i)
            .isCloseTo(difference, within(1e-3));
      }
    }
  }

  private static double lossAt(
      Program program, Value loss, String variable, float[] values, int element, double change) {
    float[] changed = values.clone();
    changed[element] += (float) change;
    program.set(variable, changed);
    program.run();
    return program.output(loss.name()).get(0);
  }

  private Value constant(String name, TensorType type, float value) {
    float[] values = new float[type.shape().elements()];
    java.util.Arrays.fill(values, value);
    return given(name, type, values);
  }

  private Value random(String name, TensorType type) {
    float[] values = new float[type.shape().elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return given(name, type, values);
  }

  private Value given(String name, TensorType type, float... values) {
    point.put(name, values);
    return builder.input(name, type);
  }
}
