package io.lucy.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.runtime.Program;
import io.lucy.engine.surgery.Compaction;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.Flops;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pruning of two layers of 4 and 3 filters; filters 1 and 3 of the first always say 2. */
class PruningTest {
  private final Random random = new Random(6);
  private final Graph module = module();
  private final FilterGroups groups = FilterGroups.of(module, true);

  @Test
  void removesTheLeastImportantUntilTheShareIsLeft() {
    assertThat(pruned(5.0 / 7, 4, 1, 7, 2, 5, 6, 3))
        .containsExactly(true, false, true, false, true, true, true);
  }

  @Test
  void keepsAFilterOfEveryLayer() {
    assertThat(pruned(0, 1, 2, 3, 4, 50, 60, 70))
        .containsExactly(false, false, false, true, false, false, true);
  }

  @Test
  void changesNothingWhenTheShareIsReached() {
    MaskedModule.Setting whole = MaskedModule.Setting.whole(groups);
    assertThat(
            Pruning.prune(module, groups, whole, measured(new double[7]), 1, Pruning.Price.FILTERS))
        .isSameAs(whole);
  }

  @Test
  void makesUpForFiltersThatAreConstant() {
    MaskedModule.Setting setting =
        Pruning.prune(
            module,
            groups,
            MaskedModule.Setting.whole(groups),
            measured(5, 1, 6, 1, 7, 8, 9),
            5.0 / 7,
            Pruning.Price.FILTERS);
    Graph compacted = Compaction.apply(module, groups, setting.kept(), setting.tuning()).module();

    float[] pixels = new float[2 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    assertThat(run(compacted, pixels)).containsExactly(run(module, pixels), within(1e-5f));
  }

  @Test
  void countsTwoOperationsPerMultiplication() {
    assertThat(Flops.of(module)).isEqualTo(2 * 16 * (2 * 4 + 4 * 3));
  }

  private boolean[] pruned(double share, double... importance) {
    return Pruning.prune(
            module,
            groups,
            MaskedModule.Setting.whole(groups),
            measured(importance),
            share,
            Pruning.Price.FILTERS)
        .kept();
  }

  private Importance.Measured measured(double... importance) {
    double[][] means = new double[groups.points().size()][];
    for (int p = 0; p < means.length; p++) {
      means[p] = new double[groups.points().get(p).groups().length];
      java.util.Arrays.fill(means[p], 2);
    }
    return new Importance.Measured(importance, means);
  }

  private Graph module() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("image", TensorType.floats(Shape.BATCH, 2, 4, 4));
    float[] first = noise(8);
    for (int filter = 1; filter < 4; filter += 2) {
      first[2 * filter] = 0;
      first[2 * filter + 1] = 0;
    }
    x = conv(builder, x, 4, first, 0.1f, 2, 0.3f, 2);
    x = conv(builder, x, 3, noise(12), 0.5f, -0.2f, 1);
    builder.output("features", builder.add("Flatten", builder.add("GlobalAveragePool", x)));
    return builder.build();
  }

  private static Value conv(
      GraphBuilder builder, Value x, int filters, float[] weights, float... bias) {
    Shape shape = Shape.of(filters, weights.length / filters, 1, 1);
    Value w = builder.constant(Tensor.floats(shape, weights));
    Value b = builder.constant(Tensor.floats(Shape.of(filters), bias));
    return builder.add("Relu", builder.add("Conv", x, w, b));
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
      program.set("image", pixels);
      program.run();
      return program.get(graph.output().name());
    }
  }
}
