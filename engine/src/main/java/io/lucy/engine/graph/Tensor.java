package io.lucy.engine.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A constant tensor: a type and its elements, row-major.
 *
 * <p>Immutable by agreement: the arrays that {@link #floats()} and {@link #longs()} return are the
 * tensor's own and must not be written to.
 */
public final class Tensor {
  private final TensorType type;
  private final float @Nullable [] floats;
  private final long @Nullable [] longs;

  private Tensor(TensorType type, float @Nullable [] floats, long @Nullable [] longs) {
    this.type = type;
    this.floats = floats;
    this.longs = longs;
    int length = floats != null ? floats.length : longs == null ? 0 : longs.length;
    if (type.shape().hasBatch() || length != type.shape().elements()) {
      throw new IllegalArgumentException("elements: " + length + " (expected by " + type + ")");
    }
  }

  /** Takes ownership of {@code elements}. */
  public static Tensor floats(Shape shape, float... elements) {
    return new Tensor(new TensorType(ElementType.FLOAT, shape), elements, null);
  }

  public static Tensor scalar(float value) {
    return floats(Shape.of(), value);
  }

  /** A list of int64, rank 1. */
  public static Tensor longs(long... elements) {
    return integers(ElementType.INT64, Shape.of(elements.length), elements);
  }

  /**
   * Takes ownership of {@code elements}, whole numbers or truth values (0 and 1) of an integral
   * type.
   */
  public static Tensor integers(ElementType elementType, Shape shape, long... elements) {
    if (!elementType.isIntegral()) {
      throw new IllegalArgumentException("element type: " + elementType + " (expected: integral)");
    }
    return new Tensor(new TensorType(elementType, shape), null, elements);
  }

  public TensorType type() {
    return type;
  }

  public Shape shape() {
    return type.shape();
  }

  public boolean isFloat() {
    return floats != null;
  }

  /** The elements of a float tensor; not to be written to. */
  public float[] floats() {
    if (floats == null) {
      throw new IllegalArgumentException("not a float tensor: " + type);
    }
    return floats;
  }

  /** The elements of an integral tensor; not to be written to. */
  public long[] longs() {
    if (longs == null) {
      throw new IllegalArgumentException("not an integral tensor: " + type);
    }
    return longs;
  }

  /** The same elements under another shape of as many elements. */
  public Tensor reshaped(Shape shape) {
    return new Tensor(new TensorType(type.elementType(), shape), floats, longs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor tensor
        && type.equals(tensor.type)
        && Arrays.equals(floats, tensor.floats)
        && Arrays.equals(longs, tensor.longs);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode()
        + (floats != null ? Arrays.hashCode(floats) : Arrays.hashCode(longs));
  }

  @Override
  public String toString() {
    return "Tensor" + type;
  }
}
