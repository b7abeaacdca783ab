package io.lucy.engine.architecture;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.runtime.Program;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A classifier that is ready for a zoo.
 *
 * @param graph from images [N, C, H, W] to logits [N, labels], with batch norm as nodes of its own
 * @param labels in the order of the outputs
 * @param normalisation how it wants its pixels
 * @param options that it was trained with
 */
public record TrainedNetwork(
    Graph graph, List<String> labels, Normalisation normalisation, NetworkOptions options) {
  private static final int BATCH = 100;

  public TrainedNetwork {
    labels = List.copyOf(labels);
  }

  /** The bytes of its ONNX file. */
  public byte[] model() {
    return OnnxWriter.bytes(graph);
  }

  /** How many numbers it has learnt, running statistics of batch norm included. */
  public long weights() {
    return graph.constants().values().stream()
        .filter(tensor -> tensor.isFloat() && tensor.shape().rank() > 0)
        .mapToLong(tensor -> tensor.shape().elements())
        .sum();
  }

  /**
   * The share of samples that it labels rightly, in [0, 1].
   *
   * @param test with the network's labels in its order
   */
  public double accuracy(Dataset test) {
    if (!test.labelNames().equals(labels) || test.size() == 0) {
      throw new LucyException(
          Reason.LABEL_INVALID,
          test.size()
              + " test samples with labels "
              + test.labelNames()
              + " (expected: "
              + labels
              + ")");
    }
    String input = graph.input().name();
    String output = graph.output().name();
    int right = 0;
    try (Program program = new Program(graph.withBatch(BATCH))) {
      for (int start = 0; start < test.size(); start += BATCH) {
        int end = Math.min(test.size(), start + BATCH);
        FloatBuffer images = program.input(input);
        for (int sample = start; sample < end; sample++) {
          test.copyPixels(sample, normalisation, images);
        }
        program.run();
        FloatBuffer logits = program.output(output);
        for (int sample = start; sample < end; sample++) {
          right += best(logits, (sample - start) * labels.size()) == test.label(sample) ? 1 : 0;
        }
      }
    }
    return (double) right / test.size();
  }

  private int best(FloatBuffer logits, int from) {
    int best = 0;
    for (int i = 1; i < labels.size(); i++) {
      if (logits.get(from + i) > logits.get(from + best)) {
        best = i;
      }
    }
    return best;
  }
}
