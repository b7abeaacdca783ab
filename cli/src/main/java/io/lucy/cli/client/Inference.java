package io.lucy.cli.client;

import com.google.protobuf.ByteString;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.proto.inference.ModelConfigRequest;
import io.lucy.proto.inference.ModelInferRequest;
import io.lucy.proto.inference.ModelInferResponse;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Asks a model, a network or a clone, by the Open Inference Protocol. */
public final class Inference {
  private static final String INPUT = "image";
  private static final String TYPE = "UINT8";
  private static final String LABELS = "labels";

  private final Services services;
  private final String model;
  private final List<String> labels;

  /**
   * Prepares to ask.
   *
   * @param model a network's name, or a clone's name or path id
   * @throws LucyException {@link Reason#NOT_FOUND}
   */
  public Inference(Services services, String model) {
    this.services = services;
    this.model = model;
    ModelConfigRequest request = ModelConfigRequest.newBuilder().setName(model).build();
    this.labels =
        Calls.of(() -> services.inference().modelConfig(request))
            .getConfig()
            .getParametersOrThrow(LABELS)
            .getStringValue()
            .lines()
            .toList();
  }

  /** In the order of the logits. */
  public List<String> labels() {
    return labels;
  }

  /**
   * Logits of some images.
   *
   * @param from the first sample
   * @param count of samples, at least 1
   * @return [count, labels], row-major
   */
  public float[] logits(Dataset images, int from, int count) {
    ByteString.Output pixels = ByteString.newOutput(count * images.shape().sizeBytes());
    for (int i = from; i < from + count; i++) {
      byte[] image = images.image(i);
      pixels.write(image, 0, image.length);
    }
    ImageShape shape = images.shape();
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName(model)
            .addInputs(
                ModelInferRequest.InferInputTensor.newBuilder()
                    .setName(INPUT)
                    .setDatatype(TYPE)
                    .addAllShape(
                        List.of(
                            (long) count,
                            (long) shape.channels(),
                            (long) shape.height(),
                            (long) shape.width())))
            .addRawInputContents(pixels.toByteString())
            .build();
    ModelInferResponse response = Calls.of(() -> services.inference().modelInfer(request));
    FloatBuffer raw =
        response
            .getRawOutputContents(0)
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    if (raw.remaining() != count * labels.size()) {
      throw new LucyException(
          Reason.INTERNAL,
          "logits: " + raw.remaining() + " (expected: " + count + " times " + labels.size() + ")");
    }
    float[] logits = new float[raw.remaining()];
    raw.get(logits);
    return logits;
  }
}
