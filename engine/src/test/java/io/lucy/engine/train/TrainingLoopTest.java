package io.lucy.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.progress.Progress;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Finds the line that numbers lie on. */
class TrainingLoopTest {
  private static final int BATCH = 4;

  private final Parameter slope = new Parameter("slope", Shape.of(), new float[] {0}, false);
  private final Parameter height = new Parameter("height", Shape.of(), new float[] {0}, false);
  private final Cancellation cancellation = new Cancellation();
  private final List<Progress> heard = new ArrayList<>();

  /** {@code y = 2x + 1} for x = 0 to 9, in tenths. */
  private static class Line implements Batches {
    final List<int[]> filled = new ArrayList<>();

    @Override
    public int size() {
      return 10;
    }

    @Override
    public void fill(Training training, int[] samples, Random random) {
      filled.add(samples);
      FloatBuffer x = training.input("x");
      FloatBuffer y = training.input("y");
      for (int sample : samples) {
        x.put(sample / 10f);
        y.put(2 * sample / 10f + 1);
      }
    }
  }

  @Test
  void findsTheLine() {
    try (Training training = training()) {
      double loss = loop(300).run(training, new Line(), t -> {}, heard::add, cancellation);

      assertThat(loss).isLessThan(1e-5);
      assertThat(slope.values()[0]).isCloseTo(2, within(1e-2f));
      assertThat(height.values()[0]).isCloseTo(1, within(1e-2f));
    }
  }

  @Test
  void seesEverySampleInEveryEpochInAnotherOrder() {
    Line line = new Line();
    try (Training training = training()) {
      loop(2).run(training, line, t -> {}, heard::add, cancellation);
    }
    int[] first = line.filled.subList(0, 3).stream().flatMapToInt(Arrays::stream).toArray();
    int[] second = line.filled.subList(3, 6).stream().flatMapToInt(Arrays::stream).toArray();
    assertThat(Arrays.copyOf(first, 10)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(Arrays.copyOfRange(first, 10, 12)).containsExactly(first[0], first[1]);
    assertThat(Arrays.copyOf(second, 10)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void reportsEveryStepWithItsLoss() {
    try (Training training = training()) {
      loop(2).run(training, new Line(), t -> {}, heard::add, cancellation);
    }
    assertThat(heard).hasSize(6);
    Progress.Step last = (Progress.Step) heard.get(5);
    assertThat(last.done()).isEqualTo(6);
    assertThat(last.loss()).isPositive();
    assertThat(last.detail()).isEqualTo("epoch 2 of 2");
  }

  @Test
  void stopsWithinOneStepOfBeingCancelled() {
    Line line = new Line();
    ProgressListener cancelAtStepFive =
        progress -> {
          if (((Progress.Step) progress).done() == 5) {
            cancellation.cancel();
          }
        };
    try (Training training = training()) {
      assertThatThrownBy(
              () -> loop(100).run(training, line, t -> {}, cancelAtStepFive, cancellation))
          .isInstanceOfSatisfying(
              LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
    }
    assertThat(line.filled).hasSize(5);
  }

  @Test
  void refusesALossThatIsNoNumberAndKeepsTheParameters() {
    Line poisoned =
        new Line() {
          @Override
          public void fill(Training training, int[] samples, Random random) {
            super.fill(training, samples, random);
            if (filled.size() == 3) {
              training.input("y").put(Float.NaN);
            }
          }
        };
    float[] before = new float[1];
    try (Training training = training()) {
      assertThatThrownBy(
              () ->
                  loop(100)
                      .run(
                          training,
                          poisoned,
                          t -> before[0] = slope.values()[0],
                          heard::add,
                          cancellation))
          .isInstanceOfSatisfying(
              LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FINITE))
          .hasMessageContaining("loss at training step 3: NaN");
    }
    assertThat(slope.values()).containsExactly(before);
  }

  @Test
  void endsWhenTheHeldOutLossNoLongerFallsAndTakesTheBestParameters() {
    double[] losses = {5, 3, 4, 3.5, 6, 1};
    List<Float> slopes = new ArrayList<>();
    try (Training training = training()) {
      double best =
          loop(6)
              .run(
                  training,
                  new Line(),
                  new EarlyStop(3, 0.01),
                  t -> {
                    slopes.add(slope.values()[0]);
                    return losses[slopes.size() - 1];
                  },
                  heard::add,
                  cancellation);
      assertThat(best).isEqualTo(3);
    }
    assertThat(slopes).hasSize(5);
    assertThat(slope.values()[0]).isEqualTo(slopes.get(1));
  }

  @Test
  void evaluatesWithoutChangingAnything() {
    try (Training training = training()) {
      new Line().fill(training, new int[] {0, 0, 0, 0}, new Random(1));
      assertThat(training.run()).isEqualTo(1);
      assertThat(training.run()).isEqualTo(1);
    }
    assertThat(slope.values()).containsExactly(0);
  }

  private static TrainingLoop loop(int epochs) {
    return new TrainingLoop(epochs, BATCH, Schedule.constant(0.05f), 3);
  }

  private Training training() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(BATCH));
    Value y = builder.input("y", TensorType.floats(BATCH));
    Value a = builder.input("slope", TensorType.floats());
    Value b = builder.input("height", TensorType.floats());
    Value line = builder.add("Add", builder.add("Mul", x, a), b);
    Value error = builder.add("Sub", line, y);
    Value loss = builder.add("ReduceMean", builder.add("Mul", error, error));
    builder.output("loss", builder.add("Squeeze", loss));
    Graph graph = builder.build();
    return new Training(graph, "loss", List.of(slope, height), Adam.withDecay(0));
  }
}
