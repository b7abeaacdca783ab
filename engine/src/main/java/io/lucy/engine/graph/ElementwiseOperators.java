package io.lucy.engine.graph;

import java.util.Set;

/**
 * The operators that compute every element of their output from the elements at the same place,
 * broadcast where need be: the one table that shapes, cuts and channels are read from.
 *
 * <p>What of a network counts as a cut follows from it, so a path's numbers do too: an operator
 * that is added here changes the cuts of networks that have it.
 */
public final class ElementwiseOperators {
  /** Of one value; further inputs, such as bounds, are settings. */
  public static final Set<String> UNARY =
      Set.of(
          "Abs",
          "Neg",
          "Sqrt",
          "Exp",
          "Log",
          "Erf",
          "Relu",
          "LeakyRelu",
          "Elu",
          "Selu",
          "Celu",
          "Clip",
          "Sigmoid",
          "HardSigmoid",
          "HardSwish",
          "Mish",
          "Tanh",
          "Softplus",
          "Softsign",
          "Gelu");

  /** Of two values. */
  public static final Set<String> BINARY = Set.of("Add", "Sub", "Mul", "Div", "Pow", "Min", "Max");

  private ElementwiseOperators() {}
}
