package io.lucy.engine.data;

import static io.lucy.engine.data.Refused.refused;
import static io.lucy.engine.data.TestImages.dataset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private final Dataset abc = dataset(0, 1, 2, 0, 1, 2, -1, 0);

  @Test
  void isNotChangedThroughTheArraysItWasMadeOf() {
    byte[] images = {1, 2};
    int[] indices = {0};
    Dataset dataset =
        Dataset.of(new ImageShape(1, 1, 2), images, Tags.of(indices, List.of("a")), Tags.none(1));
    String before = dataset.sha256();

    images[0] = 9;
    indices[0] = -1;
    dataset.image(0)[0] = 9;

    assertThat(dataset.image(0)).containsExactly(1, 2);
    assertThat(SafetensorsFile.decode(SafetensorsFile.encode(dataset), "copy").sha256())
        .isEqualTo(before);
  }

  @Test
  void refusesPixelsThatDoNotFitItsSamples() {
    refused(
        () -> Dataset.of(new ImageShape(3, 2, 2), new byte[23], Tags.none(2), Tags.none(2)),
        Reason.DATASET_INVALID,
        "23 bytes",
        "3x2x2");
  }

  @Test
  void refusesALabelNameThatIsThereTwice() {
    refused(
        () -> Tags.of(new int[] {0}, List.of("cat", "dog", "cat")),
        Reason.LABEL_INVALID,
        "'cat'",
        "twice");
  }

  @Test
  void refusesNamesThatDoNotFitALineOfText() {
    for (String name : List.of("", " ", "a\nb", "cat ", "\ud800")) {
      refused(() -> Tags.of(new int[] {0}, List.of(name)), Reason.LABEL_INVALID, "on one line");
    }
  }

  @Test
  void refusesAnIndexWithoutAName() {
    refused(
        () -> Tags.of(new int[] {0, 2}, List.of("a", "b")),
        Reason.DATASET_INVALID,
        "sample 1",
        "2");
  }

  @Test
  void selectsSamplesInTheGivenOrder() {
    Dataset selected = abc.select(new int[] {5, 0, 5});

    assertThat(labels(selected)).containsExactly(2, 0, 2);
    assertThat(selected.image(0)).containsExactly(10, 11);
    assertThat(selected.image(1)).containsExactly(0, 1);
  }

  @Test
  void refusesToSelectWhatIsNotThere() {
    assertThatThrownBy(() -> abc.select(new int[] {8}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void relabelsByThePositionInTheList() {
    Dataset wanted = abc.withLabels(List.of("c", "a"));

    assertThat(wanted.labelNames()).containsExactly("c", "a");
    assertThat(labels(wanted)).containsExactly(1, 0, 1, 0, 1);
    assertThat(wanted.image(1)).containsExactly(4, 5);
  }

  @Test
  void namesTheLabelThatHasNoSamples() {
    refused(() -> dataset(0, 1).withLabels(List.of("a", "c")), Reason.LABEL_INVALID, "'c'");
    refused(
        () -> abc.withLabels(List.of("a", "dragon")), Reason.LABEL_INVALID, "'dragon'", "a, b, c");
    refused(() -> abc.withLabels(List.of("a", "a")), Reason.LABEL_INVALID, "'a'", "twice");
  }

  @Test
  void takesTheSameRandomSamplesForTheSameSeedOnly() {
    Dataset many = dataset(IntStream.range(0, 300).map(i -> i % 3).toArray());

    Dataset taken = many.perClass(20, 1);

    assertThat(taken.labelCounts()).containsExactly(20, 20, 20);
    assertThat(many.perClass(20, 1).sha256()).isEqualTo(taken.sha256());
    assertThat(many.perClass(20, 2).sha256()).isNotEqualTo(taken.sha256());
  }

  @Test
  void takesTheSameSamplesOfALabelWhateverElseThereIs() {
    Dataset many = dataset(IntStream.range(0, 300).map(i -> i % 3).toArray());

    assertThat(many.withLabels(List.of("b")).perClass(20, 1).sha256())
        .isEqualTo(many.perClass(20, 1).withLabels(List.of("b")).sha256());
  }

  @Test
  void neverTakesASampleTwiceOrAnUnlabelledOne() {
    Dataset all = abc.perClass(2, 5);

    assertThat(labels(all)).hasSize(6).doesNotContain(Tags.UNKNOWN);
    assertThat(IntStream.range(0, 6).mapToObj(i -> (int) all.image(i)[0])).doesNotHaveDuplicates();
  }

  @Test
  void namesTheClassThatIsTooSmall() {
    refused(() -> abc.perClass(3, 1), Reason.TOO_FEW_SAMPLES, "'b'", "2 samples", "3");
    refused(() -> dataset(0, 1).perClass(1, 1), Reason.LABEL_INVALID, "'c'");
    refused(() -> abc.perClass(0, 1), Reason.ARGUMENT_INVALID, "0");
    refused(() -> abc.unlabelled().perClass(1, 1), Reason.LABEL_INVALID, "labelled");
  }

  @Test
  void dropsLabelsButKeepsOrigins() {
    Dataset both = dataset(0, 1).withOrigins(Tags.of(new int[] {0, -1}, List.of("resnet")));

    Dataset unlabelled = both.unlabelled();

    assertThat(unlabelled.labelNames()).isEmpty();
    assertThat(labels(unlabelled)).containsOnly(Tags.UNKNOWN);
    assertThat(unlabelled.origin(0)).isZero();
    assertThat(unlabelled.originNames()).containsExactly("resnet");
  }

  @Test
  void splitsEveryLabelInTheSameProportion() {
    Dataset many = dataset(IntStream.range(0, 60).map(i -> i % 3).toArray());

    DatasetSplit split = many.split(0.8, 3);

    assertThat(split.train().labelCounts()).containsExactly(16, 16, 16);
    assertThat(split.heldOut().labelCounts()).containsExactly(4, 4, 4);
    assertThat(
            IntStream.range(0, 48).mapToObj(i -> Arrays.toString(split.train().image(i))).toList())
        .doesNotContainAnyElementsOf(
            IntStream.range(0, 12)
                .mapToObj(i -> Arrays.toString(split.heldOut().image(i)))
                .toList());
  }

  @Test
  void splitsTwoSamplesInOneAndOneAndKeepsASingleOneForTraining() {
    DatasetSplit split = dataset(0, 0, 1).split(0.99, 1);

    assertThat(split.train().labelCounts()).containsExactly(1, 1, 0);
    assertThat(split.heldOut().labelCounts()).containsExactly(1, 0, 0);
  }

  @Test
  void splitsUnlabelledSamplesByOrigin() {
    int[] origins = IntStream.range(0, 20).map(i -> i % 2).toArray();
    Dataset unlabelled =
        dataset(new int[20]).unlabelled().withOrigins(Tags.of(origins, List.of("x", "y")));

    DatasetSplit split = unlabelled.split(0.5, 1);

    assertThat(split.train().origins().counts()).containsExactly(5, 5);
  }

  @Test
  void refusesASplitThatIsNone() {
    for (double fraction : new double[] {0, 1, -1, Double.NaN}) {
      refused(() -> abc.split(fraction, 1), Reason.ARGUMENT_INVALID, String.valueOf(fraction));
    }
  }

  @Test
  void canBeEmpty() {
    Dataset empty = abc.select(new int[0]);

    assertThat(empty.size()).isZero();
    assertThat(empty.split(0.5, 1).train().size()).isZero();
    assertThat(SafetensorsFile.decode(SafetensorsFile.encode(empty), "empty").sha256())
        .isEqualTo(empty.sha256());
    assertThatThrownBy(() -> empty.perClass(1, 1)).isInstanceOf(LucyException.class);
  }

  private static int[] labels(Dataset dataset) {
    return IntStream.range(0, dataset.size()).map(dataset::label).toArray();
  }
}
