package io.lucy.engine.plan;

import io.lucy.engine.data.Normalisation;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.zoo.NetworkCard;
import io.lucy.engine.zoo.ZooEntry;
import io.lucy.engine.zoo.ZooWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Networks of one convolution, with random weights. */
final class HandMade {
  private HandMade() {}

  static ZooEntry add(Path zoo, String name, @Nullable Double accuracy, String... labels) {
    return add(zoo, name, accuracy, graph("a/", 1, 4, labels.length, name.hashCode()), labels);
  }

  static ZooEntry add(
      Path zoo, String name, @Nullable Double accuracy, Graph graph, String... labels) {
    NetworkCard card =
        new NetworkCard(
            "tiny",
            null,
            Normalisation.NONE,
            accuracy,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    return ZooWriter.add(zoo, name, List.of(labels), OnnxWriter.bytes(graph), card);
  }

  static Graph graph(String prefix, int channels, int filters, int labels, long seed) {
    Random random = new Random(seed);
    GraphBuilder builder = new GraphBuilder();
    Value images = builder.input(prefix + "images", TensorType.floats(Shape.BATCH, channels, 8, 8));
    Value kernel = weights(builder, prefix + "kernel", random, filters, channels, 3, 3);
    Value x = builder.add("Relu", builder.add("Conv", Map.of(), images, kernel));
    x = builder.add("Flatten", builder.add("GlobalAveragePool", x));
    Value rows = weights(builder, prefix + "rows", random, labels, filters);
    builder.output(
        prefix + "logits",
        builder.add(
            "Gemm",
            Map.of("transB", Attribute.of(1)),
            x,
            rows,
            weights(builder, prefix + "bias", random, labels)));
    return builder.build();
  }

  private static Value weights(GraphBuilder builder, String name, Random random, int... extents) {
    Shape shape = Shape.of(extents);
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return builder.constant(name, Tensor.floats(shape, values));
  }
}
