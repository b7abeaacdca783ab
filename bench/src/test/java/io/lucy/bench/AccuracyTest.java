package io.lucy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Tags;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccuracyTest {
  private static final List<String> LABELS = List.of("new", "old");

  @Test
  void keepsTheTargetsLabelsAndTheNewOnesApart() {
    // In the data the labels have another order than in the task.
    Dataset images = images(0, 0, 0, 0, 1, 1);
    int[] answers = {1, 1, 1, 0, 0, -1};

    Accuracy accuracy = Accuracy.of(answers, images, LABELS, Set.of("old"));

    assertThat(accuracy).isEqualTo(new Accuracy(4.0 / 6, 0.75, 0.5));
  }

  @Test
  void isZeroWhereThereIsNothingToJudge() {
    assertThat(Accuracy.of(new int[] {1}, images(0), LABELS, Set.of("old")).fresh()).isZero();
  }

  private static Dataset images(int... labels) {
    return Dataset.of(
        new ImageShape(1, 1, 1),
        new byte[labels.length],
        Tags.of(labels, List.of("old", "new")),
        Tags.none(labels.length));
  }
}
