package io.lucy.engine.path;

import java.util.Arrays;

/**
 * A gain and a shift per maskable filter of a module, in the order of the mask's bits: the output
 * {@code y} of a kept filter becomes {@code gain y + shift}, before its activation.
 *
 * <p>A removed filter needs no gain, but may need its shift: that stays in the sum where its output
 * was summed as it is.
 *
 * <p>Immutable by agreement: the arrays are the tuning's own and must not be written to.
 *
 * @param gains [filters], all finite; empty for {@link #NONE}
 * @param shifts [filters], all finite; empty for {@link #NONE}
 */
@SuppressWarnings("ArrayRecordComponent") // equality below; not to be written to
public record FilterTuning(float[] gains, float[] shifts) {
  /** Gains of 1 and shifts of 0, however many filters there are. */
  public static final FilterTuning NONE = new FilterTuning(new float[0], new float[0]);

  public FilterTuning {
    PathBounds.atMost("gains of a tuning", gains.length, PathBounds.FILTERS);
    Invariants.require(
        shifts.length == gains.length,
        "shifts of a tuning",
        shifts.length,
        "as many as gains, " + gains.length);
    Invariants.requireFinite("gains", gains);
    Invariants.requireFinite("shifts", shifts);
  }

  /**
   * The tuning with stored numbers.
   *
   * @param numbers the gains of the kept filters, then the shifts of all filters; none for {@link
   *     #NONE}
   */
  static FilterTuning ofStored(float[] numbers, FilterMask mask) {
    if (numbers.length == 0) {
      return NONE;
    }
    int kept = mask.keptCount();
    Invariants.require(
        numbers.length == kept + mask.filters(),
        "numbers of a tuning",
        numbers.length,
        kept + " gains and " + mask.filters() + " shifts");
    float[] gains = new float[mask.filters()];
    for (int i = 0, next = 0; i < gains.length; i++) {
      gains[i] = mask.kept(i) ? numbers[next++] : 1;
    }
    return new FilterTuning(gains, Arrays.copyOfRange(numbers, kept, numbers.length));
  }

  public boolean isNone() {
    return gains.length == 0;
  }

  /** The one tuning that does the same under a mask: 1 for gains that have no effect, or none. */
  FilterTuning under(FilterMask mask) {
    if (isNone()) {
      return NONE;
    }
    Invariants.require(
        gains.length == mask.filters(),
        "gains of a tuning",
        gains.length,
        "none, or one per filter of the mask, " + mask.filters());
    float[] effective = gains.clone();
    boolean none = true;
    for (int i = 0; i < effective.length; i++) {
      effective[i] = mask.kept(i) ? effective[i] : 1;
      none &= effective[i] == 1 && shifts[i] == 0;
    }
    return none ? NONE : new FilterTuning(effective, shifts);
  }

  float[] keptGains(FilterMask mask) {
    float[] kept = new float[mask.keptCount()];
    for (int i = 0, next = 0; i < gains.length; i++) {
      if (mask.kept(i)) {
        kept[next++] = gains[i];
      }
    }
    return kept;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FilterTuning tuning
        && Arrays.equals(gains, tuning.gains)
        && Arrays.equals(shifts, tuning.shifts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(gains) + Arrays.hashCode(shifts);
  }

  @Override
  public String toString() {
    return isNone() ? "no tuning" : "tuning of " + gains.length + " filters";
  }
}
