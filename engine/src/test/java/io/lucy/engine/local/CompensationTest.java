package io.lucy.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.Compensation;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.Tuning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The mean of the output stays what it was, where the way from a filter to it is linear. */
class CompensationTest {
  private static final int CHANNELS = 3;

  private final Random random = new Random(9);

  @Test
  void keepsTheMeanBehindAGemmInBothLayouts() {
    for (boolean transposed : new boolean[] {true, false}) {
      Graph graph = gemms(transposed);
      assertMeanKept(graph, layers(graph).get(0));
    }
  }

  @Test
  void keepsTheMeanBehindAConvolution() {
    Graph graph = residual();
    assertMeanKept(graph, layers(graph).get(1));
  }

  @Test
  void keepsTheMeanOfAFilterThatIsSummedAsItIs() {
    Graph graph = residual();
    assertMeanKept(graph, layers(graph).get(2));
  }

  @Test
  void changesNothingWhenNothingGoes() {
    Graph graph = residual();
    FilterGroups groups = FilterGroups.of(graph, true);
    try (MaskedModule module = new MaskedModule(graph, groups)) {
      MaskedModule.Setting whole = MaskedModule.Setting.whole(groups);
      double[][] means = module.run(probes(), whole, Cancellation.never(), (p, f) -> {});

      Tuning tuning =
          Compensation.of(graph, groups, groups.all(), groups.all(), whole.tuning(), means);

      assertThat(tuning.gains()).containsOnly(1);
      assertThat(tuning.shifts()).containsOnly(0);
    }
  }

  /** Removes one filter of a layer after another, under a tuning that does something already. */
  private void assertMeanKept(Graph graph, String layer) {
    FilterGroups groups = FilterGroups.of(graph, true);
    float[] gains = new float[groups.filters()];
    float[] shifts = new float[gains.length];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = 0.5f + random.nextFloat();
      shifts[i] = random.nextFloat();
    }
    Tuning tuning = Tuning.of(groups, gains, shifts);
    List<Probe> probes = probes();
    try (MaskedModule module = new MaskedModule(graph, groups)) {
      for (int filter = 0; filter < groups.filters(); filter++) {
        if (!groups.filterList().get(filter).layer().equals(layer)) {
          continue;
        }
        double[] before = new double[module.width()];
        double[][] means =
            module.run(
                probes,
                new MaskedModule.Setting(groups.all(), tuning),
                Cancellation.never(),
                (p, f) -> add(f, before));
        boolean[] kept = groups.all();
        kept[groups.groupOf(filter)] = false;
        Tuning after = Compensation.of(graph, groups, groups.all(), kept, tuning, means);
        double[] now = new double[module.width()];
        double[] uncompensated = new double[module.width()];
        module.run(
            probes,
            new MaskedModule.Setting(kept, after),
            Cancellation.never(),
            (p, f) -> add(f, now));
        module.run(
            probes,
            new MaskedModule.Setting(kept, tuning),
            Cancellation.never(),
            (p, f) -> add(f, uncompensated));
        assertThat(now).as(layer + "/" + filter).containsExactly(before, within(1e-3));
        assertThat(distance(uncompensated, before)).as(layer + "/" + filter).isGreaterThan(0.1);
      }
    }
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }

  private static void add(float[] features, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += features[i];
    }
  }

  private static List<String> layers(Graph graph) {
    return FilterGroups.of(graph, true).filterList().stream()
        .map(FilterGroups.Filter::layer)
        .distinct()
        .toList();
  }

  private List<Probe> probes() {
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      float[] pixels = new float[CHANNELS * 4];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (float) random.nextGaussian();
      }
      probes.add(Probe.itself(pixels));
    }
    return probes;
  }

  private Graph gemms(boolean transposed) {
    GraphBuilder builder = new GraphBuilder();
    Value image = builder.input("image", TensorType.floats(Shape.BATCH, CHANNELS, 2, 2));
    Value x = builder.add("Flatten", builder.add("GlobalAveragePool", image));
    Value hidden = builder.add("Relu", gemm(builder, x, transposed, CHANNELS, 5));
    builder.output("features", gemm(builder, hidden, transposed, 5, 2));
    return builder.build();
  }

  private Value gemm(GraphBuilder builder, Value x, boolean transposed, int in, int out) {
    Value weights = transposed ? weights(builder, out, in) : weights(builder, in, out);
    return builder.add(
        "Gemm", Map.of("transB", Attribute.of(transposed ? 1 : 0)), x, weights, ones(builder, out));
  }

  /** A convolution, and a branch of two whose output is added to what it read. */
  private Graph residual() {
    GraphBuilder builder = new GraphBuilder();
    Value image = builder.input("image", TensorType.floats(Shape.BATCH, CHANNELS, 2, 2));
    Value first = weights(builder, 4, CHANNELS, 1, 1);
    Value stream = builder.add("Relu", builder.add("Conv", image, first, ones(builder, 4)));
    Value inner = weights(builder, 6, 4, 1, 1);
    Value outer = weights(builder, 4, 6, 1, 1);
    Value branch = builder.add("Conv", stream, inner, ones(builder, 6));
    branch = builder.add("Conv", branch, outer, ones(builder, 4));
    Value sum = builder.add("Add", stream, branch);
    builder.output("features", builder.add("Flatten", builder.add("GlobalAveragePool", sum)));
    return builder.build();
  }

  private Value weights(GraphBuilder builder, int... extents) {
    float[] values = new float[Shape.of(extents).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return builder.constant(Tensor.floats(Shape.of(extents), values));
  }

  private static Value ones(GraphBuilder builder, int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return builder.constant(Tensor.floats(Shape.of(count), ones));
  }
}
