package io.lucy.engine.graph;

/**
 * One axis of an ONNX Slice with its bounds clamped.
 *
 * @param start the first index taken
 * @param step the distance between indices, not 0
 * @param length how many are taken
 * @param extent of the axis
 */
public record SliceRange(int start, int step, int length, int extent) {
  /**
   * Clamps as ONNX does: negative indices count from the end, bounds beyond the axis stop at it.
   */
  public static SliceRange of(long start, long end, long step, int extent) {
    if (step == 0 || step != (int) step) {
      throw new IllegalArgumentException("step: " + step);
    }
    if (extent == Shape.BATCH) {
      boolean whole = start == 0 && end >= Integer.MAX_VALUE && step == 1;
      return new SliceRange(whole ? 0 : 1, 1, Shape.BATCH, Shape.BATCH);
    }
    long from = start < 0 ? start + extent : start;
    long to = end < 0 ? end + extent : end;
    if (step > 0) {
      from = Math.min(Math.max(from, 0), extent);
      to = Math.min(Math.max(to, 0), extent);
    } else {
      from = Math.min(Math.max(from, 0), extent - 1);
      to = end < -extent ? -1 : Math.min(Math.max(to, -1), extent - 1);
    }
    long span = step > 0 ? to - from + step - 1 : from - to - step - 1;
    return new SliceRange((int) from, (int) step, (int) Math.max(0, span / Math.abs(step)), extent);
  }

  /** Whether every element is taken, in order. */
  public boolean isWhole() {
    return start == 0 && step == 1 && length == extent;
  }
}
