package io.lucy.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.fit.Matrix;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Two layers of 1×1 convolutions: 2 → 4 → 3. Nothing reads filter 1 of the first; filter 2 of the
 * first always says 3.
 */
class ImportanceTest {
  private static final int UNREAD = 1;
  private static final int CONSTANT = 2;
  private static final int SECOND = 4;

  private final Random random = new Random(4);
  private final Graph graph = twoLayers();
  private final FilterGroups groups = FilterGroups.of(graph, true);
  private final List<Probe> probes = probes();

  @Test
  void isZeroForWhatNothingReadsAndForWhatNeverChanges() {
    double[] importance = measured(new Head(new float[] {1, 2, 3}, new float[1]), false);

    assertThat(importance[UNREAD]).isZero();
    assertThat(importance[CONSTANT]).isCloseTo(0, within(1e-9));
    assertThat(importance[0]).isPositive();
    assertThat(importance[3]).isPositive();
  }

  @Test
  void isZeroForAFeatureThatTheAnswersDoNotRead() {
    double[] importance = measured(new Head(new float[] {1, 0, 3}, new float[1]), true);

    assertThat(importance[SECOND + 1]).isZero();
    assertThat(importance[SECOND]).isPositive();
    assertThat(importance[SECOND + 2]).isPositive();
  }

  @Test
  void isTheMeanSquareOfWhatTheAnswerLosesWhereThatIsLinear() {
    float[] weights = {1, -2, 0.5f};
    double[] importance = measured(new Head(weights, new float[1]), false);

    List<float[]> features = features();
    for (int f = 0; f < weights.length; f++) {
      int feature = f;
      double mean = features.stream().mapToDouble(x -> x[feature]).average().orElseThrow();
      double expected =
          features.stream()
              .mapToDouble(x -> Math.pow(weights[feature] * (x[feature] - mean), 2))
              .average()
              .orElseThrow();
      assertThat(importance[SECOND + f]).isCloseTo(expected, within(1e-5 * expected));
    }
  }

  @Test
  void countsEachImageByItsRelativeChange() {
    double[] once = measured(new Head(new float[] {1, 2, 3}, new float[1]), true);
    double[] tenfold = measured(new Head(new float[] {10, 20, 30}, new float[1]), true);

    for (int group = 0; group < once.length; group++) {
      assertThat(tenfold[group]).isCloseTo(once[group], within(1e-3 * once[group] + 1e-9));
    }
  }

  @Test
  void ofDecisionsIsZeroWhereTheyAreCertain() {
    Head answers = new Head(new float[] {1, 2, 3, -1, 1, 0}, new float[2]);

    assertThat(fisher(answers, 1, 0)).containsOnly(0);
    assertThat(fisher(answers, 0.5f, 0.5f)[SECOND]).isPositive();
    assertThat(fisher(answers, 0.5f, 0.5f)[UNREAD]).isZero();
  }

  private double[] measured(Head answers, boolean relative) {
    try (MaskedModule module = new MaskedModule(graph, groups)) {
      return Importance.of(
              module,
              probes,
              MaskedModule.Setting.whole(groups),
              answers,
              relative,
              7,
              Cancellation.never())
          .ofGroups();
    }
  }

  private double[] fisher(Head answers, float first, float second) {
    float[] probabilities = new float[2 * probes.size()];
    for (int i = 0; i < probes.size(); i++) {
      probabilities[2 * i] = first;
      probabilities[2 * i + 1] = second;
    }
    try (MaskedModule module = new MaskedModule(graph, groups)) {
      return Importance.fisher(
              module,
              probes,
              MaskedModule.Setting.whole(groups),
              answers,
              new Matrix(probes.size(), 2, probabilities),
              7,
              Cancellation.never())
          .ofGroups();
    }
  }

  private List<float[]> features() {
    List<float[]> features = new ArrayList<>();
    try (MaskedModule module = new MaskedModule(graph, groups)) {
      module.run(
          probes,
          MaskedModule.Setting.whole(groups),
          Cancellation.never(),
          (probe, row) -> features.add(row));
    }
    return features;
  }

  private List<Probe> probes() {
    List<Probe> single = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      float[] pixels = new float[2 * 9];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (float) random.nextGaussian();
      }
      single.add(Probe.itself(pixels));
    }
    return single;
  }

  private static Graph twoLayers() {
    GraphBuilder builder = new GraphBuilder();
    Value image = builder.input("image", TensorType.floats(Shape.BATCH, 2, 3, 3));
    Value first =
        builder.constant(
            "first",
            Tensor.floats(Shape.of(4, 2, 1, 1), new float[] {1, 0.5f, 0.3f, 1, 0, 0, -1, 0.7f}));
    Value bias = builder.constant("bias", Tensor.floats(Shape.of(4), new float[] {1, 1, 3, 1}));
    Value x = builder.add("Relu", builder.add("Conv", image, first, bias));
    Value second =
        builder.constant(
            "second",
            Tensor.floats(
                Shape.of(3, 4, 1, 1), new float[] {1, 0, 1, 2, -1, 0, 2, 1, 0.5f, 0, 1, 1}));
    Value pooled = builder.add("GlobalAveragePool", builder.add("Conv", x, second));
    builder.output("features", builder.add("Flatten", pooled));
    return builder.build();
  }
}
