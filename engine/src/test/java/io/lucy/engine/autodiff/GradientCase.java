package io.lucy.engine.autodiff;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.ElementType;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One operator with one setting: what it reads, and where its inputs' elements are drawn from. */
final class GradientCase {
  /** Further apart than two steps of a finite difference, and as far from 0. */
  private static final double SPACING = 0.05;

  private final String op;
  private final Map<String, Attribute> attributes = new TreeMap<>();
  private final List<Object> inputs = new ArrayList<>();
  private int outputs = 1;
  private double low = -2;
  private double high = 2;
  private boolean distinct;

  private GradientCase(String op) {
    this.op = op;
  }

  static GradientCase of(String op) {
    return new GradientCase(op);
  }

  GradientCase with(String attribute, long value) {
    attributes.put(attribute, Attribute.of(value));
    return this;
  }

  GradientCase with(String attribute, float value) {
    attributes.put(attribute, Attribute.of(value));
    return this;
  }

  GradientCase with(String attribute, String value) {
    attributes.put(attribute, Attribute.of(value));
    return this;
  }

  GradientCase withInts(String attribute, int... values) {
    attributes.put(attribute, Attribute.ofInts(values));
    return this;
  }

  /** Adds an input that the gradient is checked for. */
  GradientCase input(int... extents) {
    inputs.add(Shape.of(extents));
    return this;
  }

  /** Adds a constant of random elements. */
  GradientCase fixed(int... extents) {
    float[] elements = new float[Shape.of(extents).elements()];
    Random random = new Random(elements.length);
    for (int i = 0; i < elements.length; i++) {
      elements[i] = random.nextFloat() * 2 - 1;
    }
    return fixed(Tensor.floats(Shape.of(extents), elements));
  }

  GradientCase fixed(Tensor tensor) {
    inputs.add(tensor);
    return this;
  }

  GradientCase longs(long... elements) {
    return fixed(Tensor.longs(elements));
  }

  /** Leaves an optional input out. */
  GradientCase absent() {
    inputs.add("");
    return this;
  }

  GradientCase outputs(int count) {
    outputs = count;
    return this;
  }

  GradientCase between(double from, double to) {
    low = from;
    high = to;
    return this;
  }

  /** Draws elements that stay apart, and away from 0, where the operator has corners. */
  GradientCase distinct() {
    distinct = true;
    return this;
  }

  String op() {
    return op;
  }

  Graph graph() {
    GraphBuilder builder = new GraphBuilder();
    List<@Nullable Value> values = new ArrayList<>();
    for (Object input : inputs) {
      if (input instanceof Shape shape) {
        values.add(builder.input("x" + values.size(), TensorType.floats(shape)));
      } else if (input instanceof Tensor tensor) {
        values.add(builder.constant(tensor));
      } else {
        values.add(null);
      }
    }
    List<Value> results = builder.add(op, attributes, outputs, values.toArray(new Value[0]));
    for (int i = 0; i < results.size(); i++) {
      Value result = results.get(i);
      boolean isFloat = result.type().elementType() == ElementType.FLOAT;
      Map<String, Attribute> toFloat =
          Map.of("to", Attribute.of((long) ElementType.FLOAT.onnxCode()));
      builder.output("y" + i, isFloat ? result : builder.add("Cast", toFloat, result));
    }
    return builder.build();
  }

  /** Elements for each input that the gradient is checked for. */
  Map<String, float[]> elements(Random random) {
    Map<String, float[]> elements = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i) instanceof Shape shape) {
        elements.put("x" + i, distinct ? apart(shape, random) : spread(shape, random));
      }
    }
    return elements;
  }

  private float[] spread(Shape shape, Random random) {
    float[] elements = new float[shape.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) (low + (high - low) * random.nextDouble());
    }
    return elements;
  }

  private static float[] apart(Shape shape, Random random) {
    int count = shape.elements();
    List<Integer> ranks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranks.add(i);
    }
    java.util.Collections.shuffle(ranks, random);
    float[] elements = new float[count];
    for (int i = 0; i < count; i++) {
      elements[i] = (float) ((ranks.get(i) - count / 2 + 0.5) * SPACING);
    }
    return elements;
  }

  @Override
  public String toString() {
    List<String> read = new ArrayList<>();
    for (Object input : inputs) {
      read.add(
          input instanceof Tensor t
              ? t.isFloat() || t.shape().elements() > 16
                  ? "constant" + t.shape()
                  : Arrays.toString(t.longs())
              : String.valueOf(input));
    }
    return op + " " + attributes + " of " + String.join(", ", read);
  }
}
