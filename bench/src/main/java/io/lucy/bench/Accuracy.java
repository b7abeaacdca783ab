package io.lucy.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lucy.engine.data.Dataset;
import java.util.List;
import java.util.Set;

/**
 * Shares of test images that are labelled rightly, in [0, 1].
 *
 * @param all of the images of all labels
 * @param target of the images whose label the target knows
 * @param fresh of the other images; called {@code new} where names are not Java's
 */
public record Accuracy(double all, double target, @JsonProperty("new") double fresh) {
  /**
   * Counts right answers.
   *
   * @param answers for each image, a place in {@code labels}; -1 for no answer, which is wrong
   * @param labels of the task
   * @param ofTarget those that the target knows
   */
  static Accuracy of(int[] answers, Dataset images, List<String> labels, Set<String> ofTarget) {
    int[] right = new int[2];
    int[] count = new int[2];
    for (int i = 0; i < answers.length; i++) {
      String label = images.labelNames().get(images.label(i));
      int side = ofTarget.contains(label) ? 0 : 1;
      count[side]++;
      right[side] += answers[i] >= 0 && labels.get(answers[i]).equals(label) ? 1 : 0;
    }
    return new Accuracy(
        share(right[0] + right[1], count[0] + count[1]),
        share(right[0], count[0]),
        share(right[1], count[1]));
  }

  private static double share(int right, int count) {
    return count == 0 ? 0 : (double) right / count;
  }
}
