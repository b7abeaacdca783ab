package io.lucy.engine.graph;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The extents of a tensor, outermost first. At most one of them is the batch, which a run decides.
 *
 * <p>Immutable. A scalar has rank 0.
 */
public final class Shape {
  /** Stands for the number of samples in a run. */
  public static final int BATCH = -1;

  private final int[] extents;

  private Shape(int[] extents) {
    this.extents = extents;
  }

  public static Shape of(int... extents) {
    for (int extent : extents) {
      if (extent < BATCH) {
        throw new IllegalArgumentException("extent: " + extent + " (expected: >= 0, or BATCH)");
      }
    }
    return new Shape(extents.clone());
  }

  public int rank() {
    return extents.length;
  }

  /** The extent of an axis; a negative axis counts from the end. */
  public int extent(int axis) {
    return extents[axis(axis)];
  }

  /** An axis counted from the front, in {@code [0, rank)}. */
  public int axis(int axis) {
    int positive = axis < 0 ? axis + extents.length : axis;
    if (positive < 0 || positive >= extents.length) {
      throw new IllegalArgumentException("axis: " + axis + " (shape: " + this + ")");
    }
    return positive;
  }

  public int[] extents() {
    return extents.clone();
  }

  public boolean hasBatch() {
    return Arrays.stream(extents).anyMatch(e -> e == BATCH);
  }

  /** Number of elements; of one sample when an extent is the batch. */
  public int elements() {
    long count = 1;
    for (int extent : extents) {
      count *= extent == BATCH ? 1 : extent;
    }
    return Math.toIntExact(count);
  }

  public Shape with(int axis, int extent) {
    int[] changed = extents.clone();
    changed[axis(axis)] = extent;
    return new Shape(changed);
  }

  /** This shape with the batch, if there is one, set to a number of samples. */
  public Shape withBatch(int samples) {
    return new Shape(IntStream.of(extents).map(e -> e == BATCH ? samples : e).toArray());
  }

  /** Numpy broadcasting of two shapes. */
  public Shape broadcast(Shape other) {
    int rank = Math.max(rank(), other.rank());
    int[] result = new int[rank];
    for (int i = 0; i < rank; i++) {
      int a = i < rank - rank() ? 1 : extents[i - rank + rank()];
      int b = i < rank - other.rank() ? 1 : other.extents[i - rank + other.rank()];
      if (a != b && a != 1 && b != 1) {
        throw new IllegalArgumentException("shapes do not broadcast: " + this + " and " + other);
      }
      result[i] = a == 1 ? b : a;
    }
    return new Shape(result);
  }

  public long[] toLongs() {
    return IntStream.of(extents).asLongStream().toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  @Override
  public String toString() {
    return IntStream.of(extents)
        .mapToObj(e -> e == BATCH ? "N" : Integer.toString(e))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
