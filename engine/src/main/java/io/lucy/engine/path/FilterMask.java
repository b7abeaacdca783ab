package io.lucy.engine.path;

import java.util.Arrays;
import java.util.BitSet;

/**
 * One bit per maskable filter of a module, set for a filter that is kept.
 *
 * <p>Bits are in the order of the layers and, within one, of the filters. Immutable.
 */
public final class FilterMask {
  private final int filters;
  private final byte[] bits;

  private FilterMask(int filters, byte[] bits) {
    this.filters = filters;
    this.bits = bits;
  }

  /** The mask that keeps the filters whose element is true. */
  public static FilterMask of(boolean... kept) {
    PathBounds.atMost("filters of a mask", kept.length, PathBounds.FILTERS);
    byte[] bits = new byte[byteCount(kept.length)];
    for (int i = 0; i < kept.length; i++) {
      if (kept[i]) {
        bits[i / 8] |= (byte) (1 << (i % 8));
      }
    }
    return new FilterMask(kept.length, bits);
  }

  /** The mask that keeps every filter. */
  public static FilterMask all(int filters) {
    PathBounds.atMost("filters of a mask", filters, PathBounds.FILTERS);
    boolean[] kept = new boolean[filters];
    Arrays.fill(kept, true);
    return of(kept);
  }

  /**
   * The mask with stored bits.
   *
   * @param bits {@code ceil(filters / 8)} bytes, least significant bit first; the bits after the
   *     last filter must be 0
   */
  public static FilterMask ofBits(int filters, byte[] bits) {
    PathBounds.atMost("filters of a mask", filters, PathBounds.FILTERS);
    Invariants.require(
        bits.length == byteCount(filters),
        "bytes of a mask",
        bits.length,
        byteCount(filters) + " for " + filters + " filters");
    Invariants.require(
        BitSet.valueOf(bits).length() <= filters,
        "bits after the last filter of a mask",
        "not all 0",
        "all 0");
    return new FilterMask(filters, bits.clone());
  }

  private static int byteCount(int filters) {
    return (filters + 7) / 8;
  }

  public int filters() {
    return filters;
  }

  public boolean kept(int filter) {
    if (filter < 0 || filter >= filters) {
      throw new IllegalArgumentException("filter: " + filter + " (mask of " + filters + ")");
    }
    return (bits[filter / 8] >> (filter % 8) & 1) != 0;
  }

  public int keptCount() {
    return BitSet.valueOf(bits).cardinality();
  }

  /** A copy of the stored bits, least significant first. */
  public byte[] bits() {
    return bits.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FilterMask mask
        && filters == mask.filters
        && Arrays.equals(bits, mask.bits);
  }

  @Override
  public int hashCode() {
    return 31 * filters + Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    return keptCount() + " of " + filters + " filters kept";
  }
}
