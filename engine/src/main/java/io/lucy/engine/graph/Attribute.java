package io.lucy.engine.graph;

import java.util.List;

/** A node's named setting. */
public sealed interface Attribute {
  /** A whole number. */
  record Int(long value) implements Attribute {}

  /** A number. */
  record Real(float value) implements Attribute {}

  /** A string. */
  record Text(String value) implements Attribute {}

  /** A list of whole numbers. */
  record Ints(List<Long> values) implements Attribute {
    public Ints {
      values = List.copyOf(values);
    }
  }

  /** A list of numbers. */
  record Reals(List<Float> values) implements Attribute {
    public Reals {
      values = List.copyOf(values);
    }
  }

  /** A constant. */
  record Constant(Tensor value) implements Attribute {}

  static Attribute of(long value) {
    return new Int(value);
  }

  static Attribute of(float value) {
    return new Real(value);
  }

  static Attribute of(String value) {
    return new Text(value);
  }

  static Attribute ofInts(long... values) {
    return new Ints(java.util.Arrays.stream(values).boxed().toList());
  }

  static Attribute ofInts(int... values) {
    return new Ints(java.util.Arrays.stream(values).mapToObj(v -> (long) v).toList());
  }
}
