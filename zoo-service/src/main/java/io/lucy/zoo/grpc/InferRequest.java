package io.lucy.zoo.grpc;

import com.google.protobuf.ByteString;
import io.lucy.engine.LucyException;
import io.lucy.engine.data.ImageShape;
import io.lucy.proto.inference.InferParameter;
import io.lucy.proto.inference.InferTensorContents;
import io.lucy.proto.inference.ModelInferRequest;
import io.lucy.zoo.inference.ImageBatch;
import io.lucy.zoo.inference.Signature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/**
 * A ModelInfer request, checked against the model: what it gives, and what it asks for.
 *
 * @param classes how many of the largest logits as text; 0 for all as numbers
 */
record InferRequest(ImageBatch images, int classes) {
  /** Raw pixels, 0 to 255: what every model takes. */
  static final String IMAGE = "image";

  /** What the network itself takes, for clients that normalise. */
  static final String INPUT = "input";

  static final String LOGITS = "logits";
  static final String UINT8 = "UINT8";
  static final String FP32 = "FP32";

  private static final String CLASSIFICATION = "classification";
  private static final String SHARED_MEMORY = "shared_memory_region";

  /**
   * Checks a request.
   *
   * @throws LucyException {@link io.lucy.engine.Reason#ARGUMENT_INVALID}, with what was found and
   *     what was expected
   */
  static InferRequest of(ModelInferRequest request, Signature signature, int maxBatch) {
    if (request.getInputsCount() != 1) {
      throw invalid(
          "inputs: "
              + request.getInputsCount()
              + " (expected: 1, '"
              + IMAGE
              + "' or '"
              + INPUT
              + "')");
    }
    ModelInferRequest.InferInputTensor tensor = request.getInputs(0);
    requireNoSharedMemory("input '" + tensor.getName() + "'", tensor.getParametersMap());
    requireType(tensor);
    int samples = samples(tensor, signature.image(), maxBatch);
    long elements = (long) samples * signature.image().sizeBytes();
    ImageBatch images =
        request.getRawInputContentsCount() > 0
            ? raw(request, tensor, samples, elements)
            : typed(tensor, samples, elements);
    return new InferRequest(images, classes(request, signature));
  }

  private static void requireType(ModelInferRequest.InferInputTensor tensor) {
    String type = tensor.getDatatype();
    switch (tensor.getName()) {
      case IMAGE -> {
        if (!type.equals(UINT8) && !type.equals(FP32)) {
          throw wrongType(tensor, UINT8 + " or " + FP32);
        }
      }
      case INPUT -> {
        if (!type.equals(FP32)) {
          throw wrongType(tensor, FP32);
        }
      }
      default ->
          throw invalid(
              "input '"
                  + tensor.getName()
                  + "' (expected: '"
                  + IMAGE
                  + "' with raw pixels, or '"
                  + INPUT
                  + "' with normalised ones)");
    }
  }

  private static LucyException wrongType(
      ModelInferRequest.InferInputTensor tensor, String expected) {
    return invalid(
        "datatype of '"
            + tensor.getName()
            + "': '"
            + tensor.getDatatype()
            + "' (expected: "
            + expected
            + ")");
  }

  private static int samples(
      ModelInferRequest.InferInputTensor tensor, ImageShape image, int maxBatch) {
    List<Long> shape = tensor.getShapeList();
    boolean fits =
        shape.size() == 4
            && shape.get(1) == image.channels()
            && shape.get(2) == image.height()
            && shape.get(3) == image.width();
    if (!fits) {
      throw invalid(
          "shape of '"
              + tensor.getName()
              + "': "
              + shape
              + " (expected: [N, "
              + image.channels()
              + ", "
              + image.height()
              + ", "
              + image.width()
              + "])");
    }
    long samples = shape.get(0);
    if (samples < 1 || samples > maxBatch) {
      throw invalid("batch: " + samples + " images (expected: 1 to " + maxBatch + ")");
    }
    return (int) samples;
  }

  private static ImageBatch raw(
      ModelInferRequest request,
      ModelInferRequest.InferInputTensor tensor,
      int samples,
      long elements) {
    if (request.getRawInputContentsCount() != 1) {
      throw invalid(
          "raw_input_contents: "
              + request.getRawInputContentsCount()
              + " (expected: one for each input, 1)");
    }
    if (!tensor.getContents().equals(InferTensorContents.getDefaultInstance())) {
      throw invalid(
          "'"
              + tensor.getName()
              + "' has typed contents beside raw_input_contents (expected: one of both)");
    }
    boolean isBytes = tensor.getDatatype().equals(UINT8);
    ByteString raw = request.getRawInputContents(0);
    requireCount(tensor, "bytes", raw.size(), isBytes ? elements : Float.BYTES * elements);
    ByteBuffer bytes = raw.asReadOnlyByteBuffer();
    return isBytes
        ? new ImageBatch.Bytes(samples, bytes)
        : floats(tensor, samples, bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
  }

  private static ImageBatch typed(
      ModelInferRequest.InferInputTensor tensor, int samples, long elements) {
    InferTensorContents contents = tensor.getContents();
    boolean isBytes = tensor.getDatatype().equals(UINT8);
    InferTensorContents.Builder others = contents.toBuilder();
    if (isBytes) {
      others.clearUintContents();
    } else {
      others.clearFp32Contents();
    }
    if (!others.build().equals(InferTensorContents.getDefaultInstance())) {
      throw invalid(
          "typed contents of '"
              + tensor.getName()
              + "' are of another type than "
              + tensor.getDatatype()
              + " (expected: "
              + (isBytes ? "uint_contents" : "fp32_contents")
              + ")");
    }
    int count = isBytes ? contents.getUintContentsCount() : contents.getFp32ContentsCount();
    requireCount(tensor, "elements", count, elements);
    if (!isBytes) {
      FloatBuffer values = FloatBuffer.allocate(count);
      contents.getFp32ContentsList().forEach(values::put);
      return floats(tensor, samples, values.flip());
    }
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      int pixel = contents.getUintContents(i);
      if (pixel < 0 || pixel > 255) {
        throw invalid(
            "element "
                + i
                + " of '"
                + tensor.getName()
                + "': "
                + Integer.toUnsignedString(pixel)
                + " (expected: 0 to 255)");
      }
      pixels[i] = (byte) pixel;
    }
    return new ImageBatch.Bytes(samples, ByteBuffer.wrap(pixels));
  }

  private static ImageBatch floats(
      ModelInferRequest.InferInputTensor tensor, int samples, FloatBuffer values) {
    for (int i = 0; i < values.limit(); i++) {
      if (!Float.isFinite(values.get(i))) {
        throw invalid(
            "element "
                + i
                + " of '"
                + tensor.getName()
                + "': "
                + values.get(i)
                + " (expected: finite numbers)");
      }
    }
    return tensor.getName().equals(INPUT)
        ? new ImageBatch.Normalised(samples, values)
        : new ImageBatch.Floats(samples, values);
  }

  private static void requireCount(
      ModelInferRequest.InferInputTensor tensor, String what, long found, long expected) {
    if (found != expected) {
      throw invalid(
          what
              + " of '"
              + tensor.getName()
              + "': "
              + found
              + " (expected by "
              + tensor.getDatatype()
              + " "
              + tensor.getShapeList()
              + ": "
              + expected
              + ")");
    }
  }

  /** There is one output; a request may name it to have it as classes. */
  private static int classes(ModelInferRequest request, Signature signature) {
    if (request.getOutputsCount() == 0) {
      return 0;
    }
    ModelInferRequest.InferRequestedOutputTensor output = request.getOutputs(0);
    if (request.getOutputsCount() > 1 || !output.getName().equals(LOGITS)) {
      throw invalid(
          "outputs: "
              + request.getOutputsList().stream().map(o -> "'" + o.getName() + "'").toList()
              + " (expected: '"
              + LOGITS
              + "', or none for all)");
    }
    requireNoSharedMemory("output '" + output.getName() + "'", output.getParametersMap());
    InferParameter wanted = output.getParametersMap().get(CLASSIFICATION);
    return wanted == null ? 0 : classes(wanted, signature.labels().size());
  }

  private static int classes(InferParameter parameter, int labels) {
    long classes =
        switch (parameter.getParameterChoiceCase()) {
          case INT64_PARAM -> parameter.getInt64Param();
          case UINT64_PARAM -> parameter.getUint64Param();
          default -> 0;
        };
    if (classes < 1) {
      throw invalid(
          "parameter '" + CLASSIFICATION + "': " + classes + " (expected: a number from 1)");
    }
    return (int) Math.min(classes, labels);
  }

  private static void requireNoSharedMemory(String tensor, Map<String, InferParameter> parameters) {
    if (parameters.containsKey(SHARED_MEMORY)) {
      throw invalid(tensor + " is in shared memory (expected: contents in the request)");
    }
  }

  private static LucyException invalid(String what) {
    return ZooMessages.invalid(what);
  }
}
