package io.lucy.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Value;
import io.lucy.engine.runtime.Program;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Compares gradients with finite differences of fourth order in random directions of ±1.
 *
 * <p>The loss is a random weighting of all outputs, summed in double; its difference is {@code (8
 * (L(x+hd) - L(x-hd)) - (L(x+2hd) - L(x-2hd))) / 12h}.
 */
final class FiniteDifferences {
  private static final double STEP = 0.01;
  private static final int DIRECTIONS = 3;
  private static final double TOLERANCE = 2e-3;

  private final String label;
  private final Graph graph;
  private final Map<String, float[]> point;
  private final Map<String, float[]> seeds = new LinkedHashMap<>();
  private final Random random;

  private FiniteDifferences(String label, Graph graph, Map<String, float[]> point, Random random) {
    this.label = label;
    this.graph = graph;
    this.point = point;
    this.random = random;
    for (Value output : graph.outputs()) {
      float[] seed = new float[output.shape().elements()];
      for (int i = 0; i < seed.length; i++) {
        seed[i] = (float) random.nextGaussian();
      }
      seeds.put(output.name(), seed);
    }
  }

  /** Checks the gradients of all of a graph's inputs at a point. */
  static void check(String label, Graph graph, Map<String, float[]> point, Random random) {
    new FiniteDifferences(label, graph, point, random).check();
  }

  private void check() {
    Map<String, float[]> gradients = gradients();
    try (Program program = new Program(graph)) {
      for (String input : point.keySet()) {
        for (int i = 0; i < DIRECTIONS; i++) {
          check(program, input, gradients.get(input));
        }
      }
    }
  }

  private Map<String, float[]> gradients() {
    Map<String, String> seedNames = new LinkedHashMap<>();
    seeds.keySet().forEach(output -> seedNames.put(output, "seed/" + output));
    Graph backward = ReverseMode.differentiate(graph, seedNames, List.copyOf(point.keySet()));
    Map<String, float[]> gradients = new LinkedHashMap<>();
    try (Program program = new Program(backward)) {
      point.forEach(program::set);
      seedNames.forEach((output, seed) -> program.set(seed, seeds.get(output)));
      program.run();
      for (String input : point.keySet()) {
        String name = ReverseMode.gradientName(input);
        assertThat(backward.shape(name)).isEqualTo(graph.shape(input));
        gradients.put(input, program.get(name));
      }
    }
    return gradients;
  }

  private void check(Program program, String input, float[] gradient) {
    float[] direction = new float[gradient.length];
    double slope = 0;
    double norm = 0;
    for (int i = 0; i < direction.length; i++) {
      direction[i] = random.nextBoolean() ? 1 : -1;
      slope += direction[i] * (double) gradient[i];
      norm += gradient[i] * (double) gradient[i];
    }
    double near = loss(program, input, direction, 1) - loss(program, input, direction, -1);
    double far = loss(program, input, direction, 2) - loss(program, input, direction, -2);
    assertThat(slope)
        .as("%s: slope along '%s', |gradient| = %.3g", label, input, Math.sqrt(norm))
        .isCloseTo((8 * near - far) / (12 * STEP), within(TOLERANCE * (1 + Math.sqrt(norm))));
  }

  private double loss(Program program, String moved, float[] direction, int steps) {
    point.forEach(program::set);
    float[] elements = point.get(moved).clone();
    for (int i = 0; i < elements.length; i++) {
      elements[i] += (float) (steps * STEP * direction[i]);
    }
    program.set(moved, elements);
    program.run();
    double loss = 0;
    for (Map.Entry<String, float[]> seed : seeds.entrySet()) {
      float[] output = program.get(seed.getKey());
      for (int i = 0; i < output.length; i++) {
        loss += output[i] * (double) seed.getValue()[i];
      }
    }
    return loss;
  }
}
