package io.lucy.engine.autodiff;

import io.lucy.engine.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of one operator: from the gradients of a node's outputs to those of its inputs.
 *
 * <p>A rule never sums over broadcast axes and never adds up contributions: what it returns for an
 * input may have any shape that broadcasts with the input's, and the driver brings it to the
 * input's shape. It need not ask which inputs are wanted either: nodes that nothing needs are
 * dropped from the result.
 */
@FunctionalInterface
public interface GradientRule {
  /**
   * Adds nodes that compute the gradients of a node's inputs.
   *
   * @return one gradient per input, in order; {@code null} for an input without one, and inputs at
   *     the end without one may be left out
   */
  List<@Nullable Value> gradients(GradientScope s);
}
