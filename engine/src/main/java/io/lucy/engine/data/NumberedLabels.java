package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.List;
import java.util.stream.IntStream;

/** Labels of sources that store a byte per sample and no names. */
final class NumberedLabels {
  private NumberedLabels() {}

  /**
   * Names the numbers. Without names they name themselves: at least {@code usual} of them, so that
   * a part of a well-known dataset has the labels of the whole.
   */
  static Tags of(byte[] numbers, List<String> names, int usual, String where) {
    int[] indices = new int[numbers.length];
    int largest = usual - 1;
    for (int i = 0; i < numbers.length; i++) {
      indices[i] = numbers[i] & 0xff;
      largest = Math.max(largest, indices[i]);
    }
    if (names.isEmpty()) {
      return Tags.of(
          indices, IntStream.rangeClosed(0, largest).mapToObj(Integer::toString).toList());
    }
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] >= names.size()) {
        throw new LucyException(
            Reason.DATASET_INVALID,
            where
                + ": label "
                + indices[i]
                + " of sample "
                + i
                + " has no name ("
                + names.size()
                + " names are known; name all labels)");
      }
    }
    return Tags.of(indices, names);
  }
}
