package io.lucy.engine.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.graph.ElementType;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Value;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * A graph with one input and one output, ready to run batches of any size, from any number of
 * threads at once.
 *
 * <p>Holds native memory until closed: its weights, about {@link #sizeBytes()}; what a run needs
 * besides is given back after it. Whoever closes it sees to it that no run is under way.
 */
public final class BatchProgram implements AutoCloseable {
  /** A session's own structures, as measured for small graphs. */
  private static final long OVERHEAD_BYTES = 256 << 10;

  private final OrtSession session;
  private final Value input;
  private final Value output;
  private final long sizeBytes;

  /**
   * Compiles a graph.
   *
   * @param graph one float input [N, …], one float output [N, …]
   */
  public BatchProgram(Graph graph) {
    input = graph.input();
    output = graph.output();
    if (!isFloatBatch(input) || !isFloatBatch(output) || graph.outputs().size() != 1) {
      throw new IllegalArgumentException(
          "not from one float batch to another: " + input + " to " + graph.outputs());
    }
    byte[] model = OnnxWriter.bytes(graph);
    session = Runtime.openForAnyBatch(model);
    // ONNX Runtime keeps the weights of a convolution or product a second time, as its kernels
    // want them.
    sizeBytes = 2L * model.length + OVERHEAD_BYTES;
  }

  /** The shape of one sample. */
  public Shape sample() {
    return withoutBatch(input);
  }

  /** About what it holds in native memory. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /**
   * Answers a batch.
   *
   * @param pixels direct, from its position on exactly {@code samples} samples, row-major; not
   *     changed
   * @return [samples, …], row-major
   * @throws LucyException {@link Reason#CANCELLED}, also when it is asked for during the run
   */
  public float[] run(FloatBuffer pixels, int samples, Cancellation cancellation) {
    if (pixels.remaining() != (long) samples * input.shape().elements()) {
      throw new IllegalArgumentException(
          "values: " + pixels.remaining() + " (expected: " + samples + " of " + sample() + ")");
    }
    cancellation.check();
    float[] answer = new float[Math.multiplyExact(samples, output.shape().elements())];
    long[] shape = input.shape().withBatch(samples).toLongs();
    try (OrtSession.RunOptions options = new OrtSession.RunOptions();
        Cancellation.Hook hook = cancellation.whenCancelled(() -> terminate(options));
        OnnxTensor tensor = OnnxTensor.createTensor(Runtime.environment(), pixels, shape);
        OrtSession.Result result = session.run(Map.of(input.name(), tensor), options)) {
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(answer);
      return answer;
    } catch (OrtException e) {
      cancellation.check();
      throw new LucyException(
          Reason.MODEL_UNSUPPORTED, "ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void terminate(OrtSession.RunOptions options) {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isFloatBatch(Value value) {
    return value.type().elementType() == ElementType.FLOAT && value.shape().hasBatch();
  }

  private static Shape withoutBatch(Value value) {
    int[] extents = value.shape().extents();
    return Shape.of(java.util.Arrays.copyOfRange(extents, 1, extents.length));
  }
}
