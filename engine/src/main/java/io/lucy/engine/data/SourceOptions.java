package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.List;

/**
 * What to take from a source of samples.
 *
 * @param split which part to read, where a source keeps them apart
 * @param labels the labels to keep, in the order that gives them their indices; empty for all
 * @param perClass how many random samples of each label; 0 for all
 * @param seed decides which samples {@code perClass} takes
 * @param unlabelled whether to drop the labels, after they have done their work above
 * @param labelNames names for the numbers of a source that only has numbers; empty for the source's
 *     own names or, where it has none, the numbers themselves
 */
public record SourceOptions(
    Split split,
    List<String> labels,
    int perClass,
    long seed,
    boolean unlabelled,
    List<String> labelNames) {

  /** Every sample of the training part, with its label. */
  public static final SourceOptions DEFAULT =
      new SourceOptions(Split.AUTO, List.of(), 0, 0, false, List.of());

  public SourceOptions {
    if (perClass < 0) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "samples per class: " + perClass + " (expected: at least 1, or 0 for all)");
    }
    Tags.checkNames(labels);
    Tags.checkNames(labelNames);
    labels = List.copyOf(labels);
    labelNames = List.copyOf(labelNames);
  }

  public SourceOptions withSplit(Split newSplit) {
    return new SourceOptions(newSplit, labels, perClass, seed, unlabelled, labelNames);
  }

  public SourceOptions withLabels(List<String> newLabels) {
    return new SourceOptions(split, newLabels, perClass, seed, unlabelled, labelNames);
  }

  public SourceOptions withPerClass(int newPerClass, long newSeed) {
    return new SourceOptions(split, labels, newPerClass, newSeed, unlabelled, labelNames);
  }

  public SourceOptions withUnlabelled(boolean newUnlabelled) {
    return new SourceOptions(split, labels, perClass, seed, newUnlabelled, labelNames);
  }

  public SourceOptions withLabelNames(List<String> newLabelNames) {
    return new SourceOptions(split, labels, perClass, seed, unlabelled, newLabelNames);
  }

  /** Whether every sample is kept as it is. */
  boolean selectsAll() {
    return labels.isEmpty() && perClass == 0 && !unlabelled;
  }
}
