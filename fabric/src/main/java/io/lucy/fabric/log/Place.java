package io.lucy.fabric.log;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Where a record lies in its topic. Stays the same for as long as the record is kept.
 *
 * @param partition at least 0; records of one key lie in one partition
 * @param offset grows with every record of the partition; not every number is used
 */
public record Place(int partition, long offset) implements Comparable<Place> {
  /** No record lies before it. */
  public static final Place OLDEST = new Place(0, 0);

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})-(\\d{1,18})");
  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::partition).thenComparingLong(Place::offset);

  public Place {
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "place " + partition + "-" + offset + " (expected: at least 0-0)");
    }
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws LucyException with {@code ARGUMENT_INVALID}
   */
  public static Place parse(String written) {
    var parts = WRITTEN.matcher(written);
    if (!parts.matches()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "'" + written + "' is no place in a topic (expected: partition-offset, such as 0-42)");
    }
    return new Place(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return partition + "-" + offset;
  }
}
