package io.lucy.engine.autodiff;

import io.lucy.engine.LucyException;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import java.util.ArrayList;
import java.util.List;

/** Tells ahead of time which nodes of a graph have no gradient. */
public final class Differentiability {
  private Differentiability() {}

  /**
   * A node through which no gradient flows back.
   *
   * @param problem why, and what can be done
   */
  public record Missing(Node node, String problem) {}

  /**
   * The nodes of a graph whose operator has no gradient rule, in running order; {@link ReverseMode}
   * stops at the last of them that a variable can change.
   */
  public static List<Missing> missing(Graph graph) {
    List<Missing> missing = new ArrayList<>();
    for (Node node : graph.nodes()) {
      try {
        GradientRule unused = StandardRules.TABLE.rule(node);
      } catch (LucyException e) {
        missing.add(new Missing(node, String.valueOf(e.getMessage())));
      }
    }
    return missing;
  }
}
