package io.lucy.engine.architecture;

import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.train.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Layers whose parameters are inputs of the graph, and whose batch norm uses the statistics of the
 * batch and puts them out.
 */
final class TrainingLayers extends Layers {
  private final Random random;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<String> statistics = new ArrayList<>();
  private final List<String> batchNorms = new ArrayList<>();

  TrainingLayers(GraphBuilder builder, long seed) {
    super(builder);
    this.random = new Random(seed);
  }

  /** In the order of the layers, with the values that they begin with. */
  List<Parameter> parameters() {
    return parameters;
  }

  /** Their names, in the order of the layers. */
  List<String> batchNorms() {
    return batchNorms;
  }

  /** Outputs with means and variances of batches, each [C]. */
  List<String> statistics() {
    return statistics;
  }

  @Override
  Value batchNorm(String name, Value x) {
    batchNorms.add(name);
    int channels = x.shape().extent(1);
    Value scale = parameter(name + SCALE, Shape.of(channels), new Start.Constant(1), false);
    Value shift = parameter(name + SHIFT, Shape.of(channels), new Start.Constant(0), false);
    GraphBuilder b = builder();
    Value spatial = b.constant(Tensor.longs(0, 2, 3));
    Value column = b.constant(Tensor.longs(1, channels, 1, 1));
    Value mean = b.add("ReduceMean", x, spatial);
    Value centred = b.add("Sub", x, mean);
    Value variance = b.add("ReduceMean", b.add("Mul", centred, centred), spatial);
    Value deviation = b.add("Sqrt", b.add("Add", variance, b.scalar(EPSILON)));
    Value gain = b.add("Div", b.add("Reshape", scale, column), deviation);
    Value scaled = b.add("Mul", centred, gain);
    statistic(name + MEAN, mean, channels);
    statistic(name + VARIANCE, variance, channels);
    return b.add("Add", scaled, b.add("Reshape", shift, column));
  }

  @Override
  Value parameter(String name, Shape shape, Start start, boolean decays) {
    parameters.add(new Parameter(name, shape, values(shape, start), decays));
    return builder().input(name, TensorType.floats(shape));
  }

  private void statistic(String name, Value value, int channels) {
    Value flat = builder().add("Reshape", value, builder().constant(Tensor.longs(channels)));
    builder().output(name, flat);
    statistics.add(name);
  }

  private float[] values(Shape shape, Start start) {
    float[] values = new float[shape.elements()];
    if (start instanceof Start.He he) {
      double deviation = StrictMath.sqrt(2.0 / he.fanIn());
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
    } else if (start instanceof Start.Constant constant) {
      Arrays.fill(values, constant.value());
    }
    return values;
  }
}
