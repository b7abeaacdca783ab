package io.lucy.engine.train;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import java.util.Map;

/**
 * Losses as nodes of a graph. Each returns a scalar, the mean over the samples of a run.
 *
 * <p>Where a loss takes weights, shape [N], it is {@code Σ wₙ lossₙ / Σ wₙ}; at least one weight
 * must be above 0.
 */
public final class Losses {
  private final GraphBuilder builder;

  private Losses(GraphBuilder builder) {
    this.builder = builder;
  }

  /** Losses that are added to this graph. */
  public static Losses in(GraphBuilder builder) {
    return new Losses(builder);
  }

  /**
   * Cross-entropy with soft targets: {@code −Σₖ tₖ log softmax(logits)ₖ}.
   *
   * @param logits [N, K]
   * @param targets [N, K], rows that sum to 1
   */
  public Value crossEntropy(Value logits, Value targets) {
    return mean(crossEntropies(logits, targets));
  }

  public Value crossEntropy(Value logits, Value targets, Value weights) {
    return weightedMean(crossEntropies(logits, targets), weights);
  }

  /**
   * Knowledge distillation (arXiv 1503.02531): {@code T² · KL(softmax(teacher / T) ‖
   * softmax(student / T))}. The factor keeps the gradient's size when the temperature T changes.
   *
   * @param student logits [N, K]
   * @param teacher logits [N, K]
   */
  public Value distillation(Value student, Value teacher, float temperature) {
    return mean(divergences(student, teacher, temperature));
  }

  public Value distillation(Value student, Value teacher, float temperature, Value weights) {
    return weightedMean(divergences(student, teacher, temperature), weights);
  }

  /**
   * How far the local surrogate of a module is from its source's: the mean over images x of {@code
   * ‖Pₓ(module − source)‖² / (‖Pₓ source‖² + ε)}.
   *
   * @param projection P, [images, coefficients, perturbations]
   * @param module evidence of the module, [images · perturbations, K]
   * @param source evidence of the source, likewise
   */
  public Value surrogateFidelity(Value projection, Value module, Value source, float epsilon) {
    int images = projection.shape().extent(0);
    int perturbations = projection.shape().extent(2);
    int labels = source.shape().extent(-1);
    Value shape = builder.constant(Tensor.longs(images, perturbations, labels));
    Value wanted = builder.add("Reshape", source, shape);
    Value difference = builder.add("Sub", builder.add("Reshape", module, shape), wanted);
    Value distance = squaredNorm(builder.add("MatMul", projection, difference));
    Value size = squaredNorm(builder.add("MatMul", projection, wanted));
    return mean(builder.add("Div", distance, builder.add("Add", size, builder.scalar(epsilon))));
  }

  /** [N, K] and [N, K] to [N]. */
  /** Cross-entropy of each sample, [N]. */
  public Value crossEntropies(Value logits, Value targets) {
    Value logProbabilities = builder.add("LogSoftmax", Map.of("axis", Attribute.of(1)), logits);
    Value product = builder.add("Mul", targets, logProbabilities);
    return builder.add("Neg", sumLast(product));
  }

  private Value divergences(Value student, Value teacher, float temperature) {
    Value scale = builder.scalar(1 / temperature);
    Map<String, Attribute> axis = Map.of("axis", Attribute.of(1));
    Value wanted = builder.add("LogSoftmax", axis, builder.add("Mul", teacher, scale));
    Value had = builder.add("LogSoftmax", axis, builder.add("Mul", student, scale));
    Value difference = builder.add("Sub", wanted, had);
    Value divergence = sumLast(builder.add("Mul", builder.add("Exp", wanted), difference));
    return builder.add("Mul", divergence, builder.scalar(temperature * temperature));
  }

  private Value squaredNorm(Value x) {
    return sum(builder.add("Mul", x, x), 1, 2);
  }

  private Value sumLast(Value x) {
    return sum(x, 1);
  }

  private Value sum(Value x, long... axes) {
    return builder.add("ReduceSum", dropAxes(), x, builder.constant(Tensor.longs(axes)));
  }

  private Value mean(Value perSample) {
    return builder.add("ReduceMean", dropAxes(), perSample, builder.constant(Tensor.longs(0)));
  }

  private Value weightedMean(Value perSample, Value weights) {
    if (!weights.shape().equals(Shape.of(perSample.shape().extent(0)))) {
      throw new IllegalArgumentException(
          "weights " + weights + " (expected: one for each of " + perSample + ")");
    }
    Value total = sum(weights, 0);
    return builder.add("Div", sum(builder.add("Mul", perSample, weights), 0), total);
  }

  private static Map<String, Attribute> dropAxes() {
    return Map.of("keepdims", Attribute.of(0));
  }
}
