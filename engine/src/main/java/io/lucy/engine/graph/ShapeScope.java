package io.lucy.engine.graph;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a shape rule may look at: one node, the types of its inputs, and constants. */
record ShapeScope(Node node, List<@Nullable TensorType> inputs, Map<String, Tensor> constants) {
  TensorType type(int input) {
    TensorType type = input < inputs.size() ? inputs.get(input) : null;
    if (type == null) {
      throw unsupported("input " + input + " is missing");
    }
    return type;
  }

  Shape shape(int input) {
    return type(input).shape();
  }

  ElementType elementType(int input) {
    return type(input).elementType();
  }

  boolean has(int input) {
    return input < inputs.size() && inputs.get(input) != null;
  }

  /** The whole numbers that an input holds, which must be constant. */
  long[] constantLongs(int input) {
    Tensor tensor = constants.get(node.input(input));
    if (tensor == null || tensor.isFloat()) {
      throw unsupported(
          "input "
              + input
              + " ('"
              + node.input(input)
              + "') must be known before the network runs");
    }
    return tensor.longs();
  }

  /** Axes from an input, or all (or none) when it is left out. */
  int[] constantInts(int input) {
    long[] longs = constantLongs(input);
    int[] ints = new int[longs.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = Math.toIntExact(longs[i]);
    }
    return ints;
  }

  LucyException unsupported(String problem) {
    return new LucyException(
        Reason.OPERATOR_UNSUPPORTED, node + ": " + problem + "; input types: " + inputs);
  }
}
