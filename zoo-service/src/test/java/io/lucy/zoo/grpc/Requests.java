package io.lucy.zoo.grpc;

import com.google.protobuf.ByteString;
import io.lucy.engine.data.Dataset;
import io.lucy.proto.inference.InferTensorContents;
import io.lucy.proto.inference.ModelInferRequest;
import io.lucy.proto.inference.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Requests of images of MNIST, and what comes back. */
final class Requests {
  private Requests() {}

  /** The first images of a dataset as raw bytes. */
  static ModelInferRequest raw(String model, Dataset images, int samples) {
    ByteString pixels = ByteString.EMPTY;
    for (int i = 0; i < samples; i++) {
      pixels = pixels.concat(ByteString.copyFrom(images.image(i)));
    }
    return of(model, "image", "UINT8", samples, pixels);
  }

  static ModelInferRequest of(
      String model, String input, String datatype, long samples, ByteString raw) {
    return header(model, input, datatype, samples).addRawInputContents(raw).build();
  }

  static ModelInferRequest typed(
      String model, String input, String datatype, long samples, InferTensorContents contents) {
    ModelInferRequest.Builder request = header(model, input, datatype, samples);
    request.getInputsBuilder(0).setContents(contents);
    return request.build();
  }

  private static ModelInferRequest.Builder header(
      String model, String input, String datatype, long samples) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(model);
    request
        .addInputsBuilder()
        .setName(input)
        .setDatatype(datatype)
        .addAllShape(List.of(samples, 1L, 28L, 28L));
    return request;
  }

  /** Raw pixels as floats, 0 to 255. */
  static float[] floats(Dataset images, int samples) {
    int size = images.shape().sizeBytes();
    float[] pixels = new float[samples * size];
    for (int sample = 0; sample < samples; sample++) {
      byte[] image = images.image(sample);
      for (int i = 0; i < size; i++) {
        pixels[sample * size + i] = image[i] & 0xff;
      }
    }
    return pixels;
  }

  static ByteString littleEndian(float[] values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return ByteString.copyFrom(raw);
  }

  static float[] logits(ModelInferResponse response) {
    ByteBuffer raw =
        response.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] logits = new float[raw.remaining() / 4];
    raw.asFloatBuffer().get(logits);
    return logits;
  }
}
