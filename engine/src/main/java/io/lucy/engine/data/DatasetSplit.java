package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A dataset in two parts that share no sample: what is fitted on, and what it is judged on. */
public record DatasetSplit(Dataset train, Dataset heldOut) {

  /**
   * Splits so that each label (and, where the label is unknown, each origin) is shared out in the
   * same proportion. A group of two or more has a sample on both sides; a single one goes to {@code
   * train}.
   */
  static DatasetSplit of(Dataset dataset, double trainFraction, long seed) {
    if (!(trainFraction > 0 && trainFraction < 1)) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "share of training samples: " + trainFraction + " (expected: above 0 and below 1)");
    }
    List<int[]> train = new ArrayList<>();
    List<int[]> heldOut = new ArrayList<>();
    groups(dataset)
        .forEach(
            (name, members) -> {
              int[] order =
                  Pick.shuffled(members.stream().mapToInt(Integer::intValue).toArray(), seed, name);
              int first = trainCount(order.length, trainFraction);
              train.add(Arrays.copyOfRange(order, 0, first));
              heldOut.add(Arrays.copyOfRange(order, first, order.length));
            });
    return new DatasetSplit(dataset.select(merged(train)), dataset.select(merged(heldOut)));
  }

  private static Map<String, List<Integer>> groups(Dataset dataset) {
    Map<String, List<Integer>> groups = new TreeMap<>();
    for (int i = 0; i < dataset.size(); i++) {
      String group =
          dataset.label(i) != Tags.UNKNOWN
              ? "label " + dataset.labelNames().get(dataset.label(i))
              : dataset.origin(i) != Tags.UNKNOWN
                  ? "origin " + dataset.originNames().get(dataset.origin(i))
                  : "unknown";
      groups.computeIfAbsent(group, key -> new ArrayList<>()).add(i);
    }
    return groups;
  }

  private static int trainCount(int members, double trainFraction) {
    int wanted = (int) Math.round(members * trainFraction);
    return members == 1 ? 1 : Math.min(Math.max(wanted, 1), members - 1);
  }

  private static int[] merged(List<int[]> parts) {
    return parts.stream().flatMapToInt(Arrays::stream).sorted().toArray();
  }
}
