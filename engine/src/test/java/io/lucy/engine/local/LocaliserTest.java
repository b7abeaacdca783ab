package io.lucy.engine.local;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.data.Tags;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.Head;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A network that looks at four channels, one filter each; its head reads the first for label 0, the
 * second for label 1, and the other two for label 2.
 */
class LocaliserTest {
  private static final ImageShape SHAPE = new ImageShape(4, 4, 4);
  private static final Head HEAD =
      new Head(new float[] {4, 0, 0, 0, 0, 4, 0, 0, 0, 0, 4, 4}, new float[3]);

  /** Label 2 says nothing in these, whatever the image. */
  private static final Head TWO_LABELS =
      new Head(new float[] {4, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0}, new float[3]);

  private final Graph graph = oneFilterPerChannel();
  private final FilterGroups groups = FilterGroups.of(graph, true);

  @Test
  void keepsWhatTheWantedLabelsReadUnderABudget() {
    Localisation found = localised(TWO_LABELS, options().withBudget(0.5), 1);

    assertThat(found.setting().kept()).containsExactly(true, true, false, false);
    assertThat(found.keptFilters()).isEqualTo(0.5);
    assertThat(found.similarity()).isGreaterThan(0.99);
  }

  @Test
  void goesNoFurtherThanItsFloors() {
    Localisation found = localised(TWO_LABELS, options(), 1);

    assertThat(found.setting().kept()).containsExactly(true, true, false, false);
    assertThat(found.similarity()).isGreaterThanOrEqualTo(0.95);
    Localisation.Round last = found.rounds().get(found.rounds().size() - 1);
    assertThat(last.keptFilters()).as("the round that went too far").isLessThan(0.5);
    assertThat(last.similarity() < 0.95 || last.accuracyLost() > 0.01).isTrue();
  }

  @Test
  void keepsTheLeastShareWhateverTheFloorsSay() {
    Localisation found = localised(TWO_LABELS, options().withLeast(0.75), 1);

    assertThat(found.keptFilters()).isEqualTo(0.75);
  }

  @Test
  void keepsEverythingUnderABudgetOfOne() {
    Localisation found = localised(HEAD, options().withBudget(1), 1);

    assertThat(found.rounds()).isEmpty();
    assertThat(found.keptFilters()).isEqualTo(1);
    assertThat(found.keptFlops()).isEqualTo(1);
    assertThat(found.accuracyLost()).isZero();
  }

  @Test
  void findsTheSameFromTheSameSeed() {
    Localisation first = localised(HEAD, options().withBudget(0.25), 3);
    Localisation again = localised(HEAD, options().withBudget(0.25), 3);

    assertThat(again.setting().kept()).isEqualTo(first.setting().kept());
    assertThat(again.similarity()).isEqualTo(first.similarity());
    assertThat(again.rounds()).hasSameSizeAs(first.rounds());
  }

  @Test
  void stopsWhenItIsCancelled() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    try (MaskedModule module = new MaskedModule(graph, groups)) {
      refused(
          () -> localiser(module, HEAD, options(), 1, cancellation).localise(probes(1), probes(2)),
          Reason.CANCELLED,
          "cancelled");
    }
  }

  private Localisation localised(Head head, LocaliseOptions options, long seed) {
    try (MaskedModule module = new MaskedModule(graph, groups)) {
      return localiser(module, head, options, seed, Cancellation.never())
          .localise(probes(1), probes(2));
    }
  }

  private static Localiser localiser(
      MaskedModule module,
      Head head,
      LocaliseOptions options,
      long seed,
      Cancellation cancellation) {
    return new Localiser(
        module, head, new int[] {0, 1}, options, seed, ProgressListener.NONE, cancellation);
  }

  private static LocaliseOptions options() {
    return new LocaliseOptions(
        8, 16, Superpixels.grid(2), 0.95, 0.01, OptionalDouble.empty(), 0.25, 0.15);
  }

  private static List<Neighbourhood> probes(long seed) {
    Random random = new Random(seed);
    int samples = 12;
    byte[] images = new byte[samples * SHAPE.sizeBytes()];
    random.nextBytes(images);
    Dataset data = Dataset.of(SHAPE, images, Tags.none(samples), Tags.none(samples));
    return IntStream.range(0, samples)
        .mapToObj(i -> Neighbourhood.of(data, i, Normalisation.NONE, Superpixels.grid(2), 16, seed))
        .toList();
  }

  private static Graph oneFilterPerChannel() {
    GraphBuilder builder = new GraphBuilder();
    Value image = builder.input("image", TensorType.floats(Shape.BATCH, 4, 4, 4));
    float[] identity = new float[16];
    for (int c = 0; c < 4; c++) {
      identity[5 * c] = 1;
    }
    Value kernel = builder.constant("kernel", Tensor.floats(Shape.of(4, 4, 1, 1), identity));
    Value x = builder.add("Relu", builder.add("Conv", image, kernel));
    builder.output("features", builder.add("Flatten", builder.add("GlobalAveragePool", x)));
    return builder.build();
  }
}
