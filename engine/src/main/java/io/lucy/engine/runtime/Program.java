package io.lucy.engine.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.graph.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A graph of fixed shapes, ready to run again and again over the same buffers.
 *
 * <p>All inputs and outputs are float32. Write into {@link #input}, {@link #run}, read from {@link
 * #output}; nothing is copied or allocated between. One thread at a time. Holds native memory until
 * closed.
 */
public final class Program implements AutoCloseable {
  private final OrtSession session;
  private final OrtSession.RunOptions options;
  private final Map<String, FloatBuffer> inputs = new LinkedHashMap<>();
  private final Map<String, FloatBuffer> outputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> inputTensors = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputTensors = new LinkedHashMap<>();

  /**
   * Compiles a graph.
   *
   * @param graph without a batch extent; see {@link Graph#withBatch}
   */
  public Program(Graph graph) {
    session = Runtime.open(OnnxWriter.bytes(graph));
    try {
      options = new OrtSession.RunOptions();
      for (Value value : graph.inputs()) {
        bind(value, inputs, inputTensors);
      }
      for (Value value : graph.outputs()) {
        bind(value, outputs, outputTensors);
      }
    } catch (OrtException e) {
      throw new LucyException(
          Reason.MODEL_UNSUPPORTED, "cannot bind buffers: " + e.getMessage(), e);
    }
  }

  /** The buffer behind an input, rewound; the program's own. */
  public FloatBuffer input(String name) {
    return buffer(inputs, name);
  }

  /** The buffer behind an output, rewound; the program's own, overwritten by the next run. */
  public FloatBuffer output(String name) {
    return buffer(outputs, name);
  }

  /** Copies values into an input. */
  public void set(String name, float[] values) {
    FloatBuffer buffer = input(name);
    if (values.length != buffer.capacity()) {
      throw new IllegalArgumentException(
          "values for '" + name + "': " + values.length + " (expected: " + buffer.capacity() + ")");
    }
    buffer.put(values).rewind();
  }

  /** A copy of an output. */
  public float[] get(String name) {
    FloatBuffer buffer = output(name);
    float[] values = new float[buffer.capacity()];
    buffer.get(values);
    return values;
  }

  public void run() {
    try (OrtSession.Result result =
        session.run(inputTensors, java.util.Set.of(), outputTensors, options)) {
      if (result.size() != outputTensors.size()) {
        throw new IllegalStateException("outputs: " + result.size());
      }
    } catch (OrtException e) {
      throw new LucyException(
          Reason.MODEL_UNSUPPORTED, "ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    inputTensors.values().forEach(OnnxTensor::close);
    outputTensors.values().forEach(OnnxTensor::close);
    try {
      options.close();
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FloatBuffer buffer(Map<String, FloatBuffer> buffers, String name) {
    FloatBuffer buffer = buffers.get(name);
    if (buffer == null) {
      throw new IllegalArgumentException(
          "no such value: '" + name + "' (known: " + buffers.keySet() + ")");
    }
    return buffer.rewind();
  }

  private static void bind(
      Value value, Map<String, FloatBuffer> buffers, Map<String, OnnxTensor> tensors)
      throws OrtException {
    if (value.shape().hasBatch()
        || value.type().elementType() != io.lucy.engine.graph.ElementType.FLOAT) {
      throw new IllegalArgumentException("not a float of fixed shape: " + value);
    }
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(4 * value.shape().elements())
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    buffers.put(value.name(), buffer);
    tensors.put(
        value.name(),
        OnnxTensor.createTensor(Runtime.environment(), buffer, value.shape().toLongs()));
  }
}
