package io.lucy.bench;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.insert.Inserter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a clone and its rivals have to do.
 *
 * @param target what the clone is built on
 * @param sources each with the labels of the task that it knows
 * @param labels of the task, in the order of the logits
 */
public record Task(KnownNetwork target, List<Inserter.Wanted> sources, List<String> labels) {
  public Task {
    sources = List.copyOf(sources);
    labels = List.copyOf(labels);
  }

  /**
   * A task over networks.
   *
   * @throws LucyException {@link Reason#LABEL_INVALID} for a label that no network knows or that is
   *     named twice, and for a source that knows none of the labels
   */
  public static Task of(KnownNetwork target, List<KnownNetwork> sources, List<String> labels) {
    Set<String> seen = new HashSet<>();
    for (String label : labels) {
      if (!seen.add(label)) {
        throw new LucyException(Reason.LABEL_INVALID, "label '" + label + "' is named twice");
      }
      if (!target.labels().contains(label)
          && sources.stream().noneMatch(source -> source.labels().contains(label))) {
        throw new LucyException(
            Reason.LABEL_INVALID,
            "label '" + label + "': neither the target nor a source knows it");
      }
    }
    return new Task(
        target, sources.stream().map(source -> wanted(source, labels)).toList(), labels);
  }

  private static Inserter.Wanted wanted(KnownNetwork source, List<String> labels) {
    List<String> known = labels.stream().filter(source.labels()::contains).toList();
    if (known.isEmpty()) {
      throw new LucyException(
          Reason.LABEL_INVALID,
          "source "
              + source.name()
              + " knows none of the labels "
              + String.join(", ", labels)
              + " (it knows: "
              + String.join(", ", source.labels())
              + ")");
    }
    return new Inserter.Wanted(source, known);
  }

  /** The labels that the target knows. */
  public Set<String> targetLabels() {
    Set<String> known = new HashSet<>(labels);
    known.retainAll(target.labels());
    return known;
  }

  Accuracy judge(int[] answers, Dataset images) {
    return Accuracy.of(answers, images, labels, targetLabels());
  }

  /** For each label, the column of a network's logits, or -1. */
  int[] columns(KnownNetwork network) {
    return labels.stream().mapToInt(network.labels()::indexOf).toArray();
  }

  /**
   * For each network, target first, the columns of the labels that it is the one to answer for: the
   * target for those that it knows, for any other the first source that knows it.
   */
  List<int[]> assigned() {
    List<int[]> assigned = new java.util.ArrayList<>(List.of(columns(target)));
    boolean[] taken = new boolean[labels.size()];
    for (int k = 0; k < taken.length; k++) {
      taken[k] = assigned.get(0)[k] >= 0;
    }
    for (Inserter.Wanted wanted : sources) {
      int[] columns = columns(wanted.source());
      for (int k = 0; k < taken.length; k++) {
        boolean free = !taken[k];
        taken[k] |= columns[k] >= 0;
        columns[k] = free ? columns[k] : -1;
      }
      assigned.add(columns);
    }
    return assigned;
  }

  /** For each network, target first, the columns of all labels that it knows. */
  List<int[]> known() {
    List<int[]> known = new java.util.ArrayList<>(List.of(columns(target)));
    sources.forEach(wanted -> known.add(columns(wanted.source())));
    return known;
  }
}
