package io.lucy.engine.autodiff;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is known about the gradients of operators: one {@link Row} per operator. */
final class GradientTable {
  /**
   * One operator in the form that it has from one opset to another.
   *
   * @param since the opset that gave the operator this form
   * @param until the last opset in which it has this form, as far as Lucy knows
   */
  record Row(String op, int since, int until, Outcome outcome) {}

  /** What the table says about an operator. */
  sealed interface Outcome {
    /** It has a gradient. */
    record Differentiable(GradientRule rule) implements Outcome {}

    /** It is constant almost everywhere, or not about real numbers: nothing flows back. */
    record NoGradient() implements Outcome {}

    /** It has a gradient that Lucy cannot write down. */
    record Unsupported(String remedy) implements Outcome {}
  }

  private final Map<String, Row> rows;

  private GradientTable(Map<String, Row> rows) {
    this.rows = Collections.unmodifiableMap(rows);
  }

  static GradientTable of(Row... rows) {
    Map<String, Row> byOperator = new TreeMap<>();
    for (Row row : rows) {
      if (byOperator.put(row.op(), row) != null) {
        throw new IllegalArgumentException("two rows for " + row.op());
      }
    }
    return new GradientTable(byOperator);
  }

  static Row rule(String op, int since, GradientRule rule) {
    return new Row(op, since, Graph.OPSET, new Outcome.Differentiable(rule));
  }

  static Row noGradient(String op, int since) {
    return new Row(op, since, Graph.OPSET, new Outcome.NoGradient());
  }

  static Row unsupported(String op, int since, String remedy) {
    return new Row(op, since, Graph.OPSET, new Outcome.Unsupported(remedy));
  }

  /** All rows, by operator. */
  List<Row> rows() {
    return List.copyOf(rows.values());
  }

  /** Whether nothing flows back through an operator. */
  boolean stopsGradients(Node node) {
    Row row = rows.get(node.op());
    return row != null && row.outcome() instanceof Outcome.NoGradient;
  }

  /**
   * The rule for a node.
   *
   * @throws LucyException {@link Reason#OPERATOR_UNSUPPORTED} naming the node, when there is none
   */
  GradientRule rule(Node node) {
    Row row = rows.get(node.op());
    if (row == null) {
      throw unsupported(node, "differentiable: " + String.join(", ", rows.keySet()));
    }
    if (Graph.OPSET < row.since() || Graph.OPSET > row.until()) {
      throw unsupported(node, "supported: " + row.since() + " to " + row.until());
    }
    if (row.outcome() instanceof Outcome.Differentiable differentiable) {
      return differentiable.rule();
    }
    throw unsupported(
        node,
        row.outcome() instanceof Outcome.Unsupported unsupported
            ? unsupported.remedy()
            : "constant almost everywhere");
  }

  static LucyException unsupported(Node node, String detail) {
    return new LucyException(
        Reason.OPERATOR_UNSUPPORTED,
        "no gradient rule: " + node + ", opset " + Graph.OPSET + " (" + detail + ")");
  }
}
