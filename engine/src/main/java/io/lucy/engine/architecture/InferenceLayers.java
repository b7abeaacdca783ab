package io.lucy.engine.architecture;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import java.util.List;
import java.util.Map;

/** Layers whose parameters are constants, as in the file of a finished network. */
final class InferenceLayers extends Layers {
  private final Map<String, Tensor> weights;

  InferenceLayers(GraphBuilder builder, Map<String, Tensor> weights) {
    super(builder);
    this.weights = weights;
  }

  @Override
  Value batchNorm(String name, Value x) {
    Shape channels = Shape.of(x.shape().extent(1));
    Value scale = constant(name + SCALE, channels);
    Value shift = constant(name + SHIFT, channels);
    Value mean = constant(name + MEAN, channels);
    Value variance = constant(name + VARIANCE, channels);
    return node(
        name,
        "BatchNormalization",
        List.of(x, scale, shift, mean, variance),
        Map.of("epsilon", Attribute.of(EPSILON)));
  }

  @Override
  Value parameter(String name, Shape shape, Start start, boolean decays) {
    return constant(name, shape);
  }

  private Value constant(String name, Shape shape) {
    Tensor tensor = weights.get(name);
    if (tensor == null || !tensor.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "weight '" + name + "': " + tensor + " (expected: shape " + shape + ")");
    }
    return builder().constant(name, tensor);
  }
}
