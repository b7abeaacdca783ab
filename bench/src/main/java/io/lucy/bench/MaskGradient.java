package io.lucy.bench;

import io.lucy.engine.autodiff.ReverseMode;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.runtime.Program;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.Head;
import io.lucy.engine.surgery.Masking;
import io.lucy.engine.surgery.Network;
import io.lucy.engine.train.Losses;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The step that localising is made of: from a batch of images to the cross-entropy, and back to the
 * gradients of all masks, one mask per image.
 *
 * <p>One thread at a time; holds native memory until closed.
 */
final class MaskGradient implements AutoCloseable {
  private static final String LOSS = "loss";
  private static final String TARGETS = "targets";

  private final Program program;
  private final int masks;

  /** Compiles the step for a network and a number of images. */
  MaskGradient(Network network, int batch) {
    FilterGroups groups = FilterGroups.of(network.trunk(), true);
    masks = groups.points().size();
    List<String> variables = new ArrayList<>();
    for (int i = 0; i < masks; i++) {
      variables.add(Masking.input(i));
    }
    Graph graph = lossGraph(network, groups, batch);
    program = new Program(ReverseMode.differentiate(graph, LOSS, variables));
    fill(graph);
  }

  /** How many values are masked. */
  int masks() {
    return masks;
  }

  /** Takes one step and returns its seconds. */
  double step() {
    long began = System.nanoTime();
    program.run();
    return (System.nanoTime() - began) / 1e9;
  }

  @Override
  public void close() {
    program.close();
  }

  private static Graph lossGraph(Network network, FilterGroups groups, int batch) {
    Graph masked = Masking.apply(network.trunk(), groups).withBatch(batch);
    Head head = network.head();
    GraphBuilder builder = new GraphBuilder();
    masked.inputs().forEach(input -> builder.input(input.name(), input.type()));
    Value targets = builder.input(TARGETS, TensorType.floats(batch, head.labels()));
    builder.append(masked);
    Value weights =
        builder.constant(Tensor.floats(Shape.of(head.labels(), head.features()), head.weights()));
    Value bias = builder.constant(Tensor.floats(Shape.of(head.labels()), head.bias()));
    Value features = builder.value(masked.output().name());
    Value logits = builder.add("Gemm", Map.of("transB", Attribute.of(1)), features, weights, bias);
    builder.output(LOSS, Losses.in(builder).crossEntropy(logits, targets));
    return builder.build();
  }

  /** Masks of ones, images of noise, and labels in turn. */
  private void fill(Graph graph) {
    Random random = new Random(1);
    for (Value input : graph.inputs()) {
      FloatBuffer buffer = program.input(input.name());
      int columns = input.shape().extent(1);
      for (int i = 0; buffer.hasRemaining(); i++) {
        if (input.name().equals(TARGETS)) {
          buffer.put(i % columns == i / columns % columns ? 1 : 0);
        } else if (input.shape().extent(-1) == 1) {
          buffer.put(1);
        } else {
          buffer.put((float) random.nextGaussian());
        }
      }
    }
  }
}
