package io.lucy.engine.data;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtMostPerClassTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  @Test
  void drawsAsPerClassDoesWhereThereIsEnough() {
    Dataset data = data(0, 0, 0, 1, 1, 1, 2, 2, 2, 1, 0);

    Dataset some = data.atMostPerClass(List.of("b", "a"), 2, true, 7);

    assertThat(some.sha256()).isEqualTo(data.withLabels(List.of("b", "a")).perClass(2, 7).sha256());
  }

  @Test
  void takesAllThereIsOfALabelWithFewerUnlessAskedToBeExact() {
    Dataset data = data(0, 0, 0, 1);

    Dataset some = data.atMostPerClass(List.of("a", "b"), 2, false, 7);

    assertThat(some.labelCounts()).containsExactly(2, 1);
    refused(
        () -> data.atMostPerClass(List.of("a", "b"), 2, true, 7),
        Reason.TOO_FEW_SAMPLES,
        "'b' has 1",
        "wanted: 2");
  }

  @Test
  void keepsSamplesWithoutLabelAndDropsThoseOfOthers() {
    Dataset some = data(0, 2, -1, 2, -1, 0).atMostPerClass(List.of("a", "b"), 5, false, 7);

    assertThat(some.size()).isEqualTo(4);
    assertThat(some.labelCounts()).containsExactly(2, 0);
    assertThat(some.label(1)).isEqualTo(Tags.UNKNOWN);
  }

  @Test
  void takesNoMoreWithoutLabelThanAllLabelsMayHave() {
    Dataset data = data(0, 1, 1, 0, 1, 0, 1).unlabelled();

    assertThat(data.atMostPerClass(List.of("a", "b"), 2, true, 7).size()).isEqualTo(4);
    assertThat(data.atMostPerClass(List.of("a", "b"), 2, true, 7).labelNames()).isEmpty();
  }

  @Test
  void refusesDataThatHasNothingOfTheLabels() {
    refused(
        () -> data(2, 2).atMostPerClass(List.of("a", "b"), 2, false, 7),
        Reason.LABEL_INVALID,
        "'a' has no samples");
    refused(
        () -> data(0, 0).atMostPerClass(List.of("a"), 0, false, 7),
        Reason.ARGUMENT_INVALID,
        "samples per class: 0");
  }

  private static Dataset data(int... labels) {
    byte[] images = new byte[labels.length];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) i;
    }
    return Dataset.of(
        new ImageShape(1, 1, 1), images, Tags.of(labels, NAMES), Tags.none(labels.length));
  }
}
