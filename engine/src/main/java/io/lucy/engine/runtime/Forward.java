package io.lucy.engine.runtime;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Value;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a graph with one input over any number of samples, a batch at a time. */
public final class Forward {
  private static final int BATCH = 64;

  private Forward() {}

  /**
   * All outputs for all samples.
   *
   * @param graph one input; a batch axis first in every output
   * @return by output name, [samples, …], row-major
   */
  public static Map<String, float[]> run(
      Graph graph, BatchSource source, int samples, Cancellation cancellation) {
    int batch = Math.max(1, Math.min(BATCH, samples));
    Map<String, float[]> results = new LinkedHashMap<>();
    for (Value output : graph.outputs()) {
      results.put(output.name(), new float[Math.multiplyExact(samples, output.shape().elements())]);
    }
    try (Program program = new Program(graph.withBatch(batch))) {
      for (int from = 0; from < samples; from += batch) {
        cancellation.check();
        FloatBuffer input = program.input(graph.input().name());
        int count = Math.min(batch, samples - from);
        for (int i = 0; i < batch; i++) {
          source.copy(from + Math.min(i, count - 1), input);
        }
        input.rewind();
        program.run();
        for (Value output : graph.outputs()) {
          int size = output.shape().elements();
          program.output(output.name()).get(results.get(output.name()), from * size, count * size);
        }
      }
    }
    return results;
  }
}
