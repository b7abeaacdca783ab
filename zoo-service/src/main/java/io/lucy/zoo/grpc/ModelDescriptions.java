package io.lucy.zoo.grpc;

import io.lucy.engine.data.ImageShape;
import io.lucy.proto.inference.DataType;
import io.lucy.proto.inference.ModelConfig;
import io.lucy.proto.inference.ModelInput;
import io.lucy.proto.inference.ModelMetadataResponse;
import io.lucy.proto.inference.ModelOutput;
import io.lucy.proto.inference.ModelParameter;
import io.lucy.zoo.inference.Signature;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What stock clients are told of a model. */
final class ModelDescriptions {
  private static final long ANY = -1;

  private ModelDescriptions() {}

  static ModelMetadataResponse metadata(Signature signature) {
    return ModelMetadataResponse.newBuilder()
        .setName(signature.name())
        .addAllVersions(signature.versions().stream().map(v -> Integer.toString(v)).toList())
        .setPlatform(platform(signature))
        .addInputs(
            ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(InferRequest.IMAGE)
                .setDatatype(InferRequest.UINT8)
                .addAllShape(Stream.concat(Stream.of(ANY), dims(signature).stream()).toList()))
        .addOutputs(
            ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(InferRequest.LOGITS)
                .setDatatype(InferRequest.FP32)
                .addShape(ANY)
                .addShape(signature.labels().size()))
        .build();
  }

  static ModelConfig config(Signature signature, int maxBatch) {
    return ModelConfig.newBuilder()
        .setName(signature.name())
        .setPlatform(platform(signature))
        .setBackend("lucy")
        .setMaxBatchSize(maxBatch)
        .addInput(
            ModelInput.newBuilder()
                .setName(InferRequest.IMAGE)
                .setDataType(DataType.TYPE_UINT8)
                .setFormat(ModelInput.Format.FORMAT_NCHW)
                .addAllDims(dims(signature)))
        .addOutput(
            ModelOutput.newBuilder()
                .setName(InferRequest.LOGITS)
                .setDataType(DataType.TYPE_FP32)
                .addDims(signature.labels().size()))
        .putParameters("labels", text(String.join("\n", signature.labels())))
        .putParameters("mean", text(numbers(signature.normalisation().mean())))
        .putParameters("std", text(numbers(signature.normalisation().std())))
        .build();
  }

  private static String platform(Signature signature) {
    return "lucy_" + signature.kind().name().toLowerCase(Locale.ROOT);
  }

  private static List<Long> dims(Signature signature) {
    ImageShape image = signature.image();
    return List.of((long) image.channels(), (long) image.height(), (long) image.width());
  }

  private static String numbers(List<Float> values) {
    return String.join(",", values.stream().map(value -> Float.toString(value)).toList());
  }

  private static ModelParameter text(String value) {
    return ModelParameter.newBuilder().setStringValue(value).build();
  }
}
