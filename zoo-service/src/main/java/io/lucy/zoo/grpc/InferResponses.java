package io.lucy.zoo.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.lucy.proto.inference.ModelInferRequest;
import io.lucy.proto.inference.ModelInferResponse;
import io.lucy.zoo.inference.Signature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Logits as ModelInfer answers them: always as raw contents, which is all that stock clients read.
 */
final class InferResponses {
  private static final String BYTES = "BYTES";

  private InferResponses() {}

  /**
   * An answer.
   *
   * @param logits [samples, labels]
   * @param classes how many of the largest as {@code value:index:label}; 0 for all as numbers
   */
  static ModelInferResponse of(
      ModelInferRequest request, Signature signature, float[] logits, int classes) {
    int labels = signature.labels().size();
    int samples = logits.length / labels;
    ModelInferResponse.InferOutputTensor.Builder output =
        ModelInferResponse.InferOutputTensor.newBuilder()
            .setName(InferRequest.LOGITS)
            .setDatatype(classes == 0 ? InferRequest.FP32 : BYTES)
            .addShape(samples)
            .addShape(classes == 0 ? labels : classes);
    return ModelInferResponse.newBuilder()
        .setModelName(request.getModelName())
        .setModelVersion(Integer.toString(signature.version()))
        .setId(request.getId())
        .addOutputs(output)
        .addRawOutputContents(
            classes == 0 ? raw(logits) : largest(logits, signature.labels(), classes))
        .build();
  }

  private static ByteString raw(float[] logits) {
    ByteBuffer raw =
        ByteBuffer.allocate(Float.BYTES * logits.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(logits);
    return UnsafeByteOperations.unsafeWrap(raw);
  }

  /** Each element is a four-byte little-endian length and its bytes. */
  private static ByteString largest(float[] logits, List<String> labels, int classes) {
    ByteString.Output out = ByteString.newOutput();
    for (int from = 0; from < logits.length; from += labels.size()) {
      float[] row = Arrays.copyOfRange(logits, from, from + labels.size());
      IntStream.range(0, row.length)
          .boxed()
          .sorted(Comparator.comparingDouble(k -> -row[k]))
          .limit(classes)
          .map(k -> String.format(Locale.ROOT, "%f:%d:%s", row[k], k, labels.get(k)))
          .forEach(text -> append(out, text));
    }
    return out.toByteString();
  }

  private static void append(ByteString.Output out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] length =
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes.length)
            .array();
    out.write(length, 0, length.length);
    out.write(bytes, 0, bytes.length);
  }
}
