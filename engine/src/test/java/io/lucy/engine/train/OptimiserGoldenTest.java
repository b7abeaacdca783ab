package io.lucy.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against numbers that {@code src/test/pytorch/optimisers.py} recorded. */
class OptimiserGoldenTest {
  private static JsonNode golden;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OptimiserGoldenTest.class.getResourceAsStream("optimisers.json"))) {
      golden = new ObjectMapper().readTree(in);
    }
  }

  @Test
  void adamDoesWhatPyTorchDoes() {
    check(Adam.withDecay(0), "adam");
  }

  @Test
  void adamWithDecayDoesWhatAdamWDoes() {
    check(new Adam(0.8f, 0.95f, 1e-6f, 0.1f), "adam_decay");
  }

  @Test
  void sgdDoesWhatPyTorchDoes() {
    check(new Sgd(0, false, 0), "sgd");
  }

  @Test
  void momentumDoesWhatPyTorchDoes() {
    check(new Sgd(0.9f, false, 0), "sgd_momentum");
  }

  @Test
  void nesterovDoesWhatPyTorchDoes() {
    check(new Sgd(0.9f, true, 0), "sgd_nesterov");
  }

  @Test
  void decayOfSgdShrinksByTheLearningRate() {
    Sgd sgd = new Sgd(0, false, 0.5f);
    float[] values = {2, -4};
    sgd.decay(values, 0.1f);
    assertThat(values).containsExactly(new float[] {1.9f, -3.8f}, within(1e-6f));
  }

  private static void check(Optimiser optimiser, String name) {
    float[] values = {0.5f, -1, 2, 0, -0.25f, 3};
    Optimiser.Update update = optimiser.start(values.length);
    JsonNode gradients = golden.get("gradients");
    for (int step = 0; step < gradients.size(); step++) {
      float rate = 0.01f * (step + 1);
      optimiser.decay(values, rate);
      update.apply(values, FloatBuffer.wrap(floats(gradients.get(step))), rate);
    }
    assertThat(values).as(name).containsExactly(floats(golden.get(name)), within(2e-6f));
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }
}
