package io.lucy.engine.fit;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Minimises a smooth convex function of many variables by limited-memory BFGS.
 *
 * <p>Two-loop recursion over the last ten steps with backtracking to the Armijo condition (Nocedal
 * and Wright, Numerical Optimization, algorithms 7.4 and 3.1). Deterministic.
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final double ARMIJO = 1e-4;
  private static final int MAX_HALVINGS = 30;

  /** A function and its gradient. */
  interface Objective {
    /** Writes the gradient at {@code x} and returns the value. */
    double at(double[] x, double[] gradient);
  }

  private record Step(double[] move, double[] change, double curvature) {}

  private Lbfgs() {}

  /**
   * Minimises from a start.
   *
   * @param tolerance stops when one step lowers the value by less than this, relatively
   * @return the point found
   */
  static double[] minimise(Objective objective, double[] start, int maxSteps, double tolerance) {
    double[] x = start.clone();
    double[] gradient = new double[x.length];
    double value = objective.at(x, gradient);
    Deque<Step> memory = new ArrayDeque<>();
    for (int step = 0; step < maxSteps; step++) {
      double[] direction = direction(gradient, memory);
      double slope = dot(direction, gradient);
      if (!(slope < 0)) {
        memory.clear();
        direction = negated(gradient);
        slope = dot(direction, gradient);
        if (!(slope < 0)) {
          return x;
        }
      }
      double length = memory.isEmpty() ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
      double[] next = new double[x.length];
      double[] nextGradient = new double[x.length];
      double nextValue = Double.POSITIVE_INFINITY;
      for (int halving = 0; halving < MAX_HALVINGS; halving++) {
        for (int i = 0; i < x.length; i++) {
          next[i] = x[i] + length * direction[i];
        }
        nextValue = objective.at(next, nextGradient);
        if (nextValue <= value + ARMIJO * length * slope) {
          break;
        }
        length /= 2;
      }
      if (!(nextValue < value)) {
        return x;
      }
      remember(memory, x, next, gradient, nextGradient);
      boolean converged = value - nextValue <= tolerance * Math.max(1e-12, Math.abs(value));
      x = next;
      gradient = nextGradient;
      value = nextValue;
      if (converged) {
        return x;
      }
    }
    return x;
  }

  private static void remember(
      Deque<Step> memory, double[] x, double[] next, double[] gradient, double[] nextGradient) {
    double[] move = new double[x.length];
    double[] change = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      move[i] = next[i] - x[i];
      change[i] = nextGradient[i] - gradient[i];
    }
    double curvature = dot(move, change);
    if (curvature > 1e-12 * dot(change, change)) {
      memory.addLast(new Step(move, change, curvature));
      if (memory.size() > MEMORY) {
        memory.removeFirst();
      }
    }
  }

  private static double[] direction(double[] gradient, Deque<Step> memory) {
    double[] q = negated(gradient);
    double[] alphas = new double[memory.size()];
    int i = memory.size();
    for (var steps = memory.descendingIterator(); steps.hasNext(); ) {
      Step step = steps.next();
      alphas[--i] = dot(step.move(), q) / step.curvature();
      addScaled(q, -alphas[i], step.change());
    }
    if (!memory.isEmpty()) {
      Step last = memory.getLast();
      double scale = last.curvature() / dot(last.change(), last.change());
      Arrays.setAll(q, k -> q[k] * scale);
    }
    for (Step step : memory) {
      double beta = dot(step.change(), q) / step.curvature();
      addScaled(q, alphas[i++] - beta, step.move());
    }
    return q;
  }

  private static double[] negated(double[] x) {
    return Arrays.stream(x).map(v -> -v).toArray();
  }

  private static void addScaled(double[] x, double scale, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += scale * y[i];
    }
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
