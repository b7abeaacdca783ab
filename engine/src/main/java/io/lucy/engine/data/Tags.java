package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.OneLine;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One name, or none, for each sample of a dataset: its labels, or its origins.
 *
 * <p>Immutable. Names are distinct, not blank and without control characters, so that they fit on a
 * line of a {@code labels.txt}.
 */
public final class Tags {
  /** The index of a sample without a name. */
  public static final int UNKNOWN = -1;

  private final int[] indices;
  private final List<String> names;

  private Tags(int[] indices, List<String> names) {
    this.indices = indices;
    this.names = names;
  }

  /** No names for {@code size} samples. */
  public static Tags none(int size) {
    int[] indices = new int[size];
    Arrays.fill(indices, UNKNOWN);
    return new Tags(indices, List.of());
  }

  /**
   * Index {@code indices[i]} of {@code names}, or {@link #UNKNOWN}, for sample {@code i}.
   *
   * @throws LucyException with {@link Reason#LABEL_INVALID} for a bad or repeated name, with {@link
   *     Reason#DATASET_INVALID} for an index without a name
   */
  public static Tags of(int[] indices, List<String> names) {
    checkNames(names);
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < UNKNOWN || indices[i] >= names.size()) {
        throw new LucyException(
            Reason.DATASET_INVALID,
            "sample "
                + i
                + ": index "
                + indices[i]
                + " has no name (expected: -1 for unknown, or 0 to "
                + (names.size() - 1)
                + ")");
      }
    }
    return new Tags(indices.clone(), List.copyOf(names));
  }

  /**
   * Refuses names that are repeated, blank or not text; also right for a list of labels on its own.
   */
  public static void checkNames(List<String> names) {
    Set<String> seen = new HashSet<>();
    CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();
    for (String name : names) {
      if (name.isBlank()
          || !name.equals(name.strip())
          || !OneLine.is(name)
          || !utf8.canEncode(name)) {
        throw new LucyException(
            Reason.LABEL_INVALID,
            "name '"
                + OneLine.shown(name)
                + "' (expected: text on one line, without spaces around it)");
      }
      if (!seen.add(name)) {
        throw new LucyException(
            Reason.LABEL_INVALID, "name '" + name + "' is there twice (give each name once)");
      }
    }
  }

  public int size() {
    return indices.length;
  }

  /** The index of the sample's name, or {@link #UNKNOWN}. */
  public int at(int sample) {
    return indices[sample];
  }

  public List<String> names() {
    return names;
  }

  /** How many samples have each name, in the order of the names. */
  int[] counts() {
    int[] counts = new int[names.size()];
    for (int index : indices) {
      if (index != UNKNOWN) {
        counts[index]++;
      }
    }
    return counts;
  }

  Tags select(int[] samples) {
    int[] selected = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      selected[i] = indices[samples[i]];
    }
    return new Tags(selected, names);
  }

  /**
   * The same samples with the names of {@code wanted} only, in that order; others become unknown.
   */
  Tags narrowedTo(List<String> wanted) {
    checkNames(wanted);
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      positions.put(wanted.get(i), i);
    }
    int[] narrowed = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      narrowed[i] =
          indices[i] == UNKNOWN ? UNKNOWN : positions.getOrDefault(names.get(indices[i]), UNKNOWN);
    }
    return new Tags(narrowed, List.copyOf(wanted));
  }
}
