package io.lucy.zoo.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import io.lucy.proto.inference.InferParameter;
import io.lucy.proto.inference.InferTensorContents;
import io.lucy.proto.inference.ModelInferRequest;
import io.lucy.zoo.inference.ImageBatch;
import io.lucy.zoo.inference.Signature;
import java.nio.FloatBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** No request, however malformed, is taken for another one or breaks anything. */
class InferRequestPropertyTest {
  private static final int MAX_BATCH = 16;
  private static final ImageShape IMAGE = new ImageShape(2, 3, 5);
  private static final Signature MODEL =
      new Signature(
          "m",
          1,
          List.of(1),
          Signature.Kind.NETWORK,
          IMAGE,
          Normalisation.NONE,
          List.of("a", "b", "c"));

  @Property
  void takesEveryWholeBatch(
      @ForAll @IntRange(min = 1, max = MAX_BATCH) int samples, @ForAll("types") String datatype) {
    ImageBatch images =
        InferRequest.of(whole(samples, datatype).build(), MODEL, MAX_BATCH).images();
    assertThat(images.samples()).isEqualTo(samples);
    FloatBuffer pixels = FloatBuffer.allocate(samples * IMAGE.sizeBytes());
    for (int i = 0; i < samples; i++) {
      images.copy(i, IMAGE, Normalisation.NONE, pixels);
    }
    assertThat(pixels.hasRemaining()).isFalse();
  }

  @Property
  void refusesEveryOtherNumberOfBytes(
      @ForAll @IntRange(min = 1, max = MAX_BATCH) int samples,
      @ForAll("types") String datatype,
      @ForAll @IntRange(max = 4000) int bytes) {
    ModelInferRequest.Builder request = whole(samples, datatype);
    int right = request.getRawInputContents(0).size();
    request.setRawInputContents(0, ByteString.copyFrom(new byte[bytes == right ? 4001 : bytes]));
    refused(() -> check(request), "bytes of 'image'", "expected by", String.valueOf(right));
  }

  @Property
  void refusesEveryOtherShape(@ForAll @Size(max = 6) List<@LongRange(min = -2) Long> shape) {
    ModelInferRequest.Builder request = whole(2, "UINT8");
    request.getInputsBuilder(0).clearShape().addAllShape(shape);
    boolean same = shape.size() == 4 && shape.get(1) == 2 && shape.get(2) == 3 && shape.get(3) == 5;
    if (!same) {
      refused(() -> check(request), "shape of 'image'", "[N, 2, 3, 5]");
    }
  }

  @Property
  void refusesBatchesThatAreTooLargeBeforeItCountsBytes(@ForAll long samples) {
    ModelInferRequest.Builder request = whole(2, "UINT8");
    request.getInputsBuilder(0).setShape(0, samples);
    if (samples < 1 || samples > MAX_BATCH) {
      refused(() -> check(request), "batch: " + samples, "1 to " + MAX_BATCH);
    }
  }

  @Property
  void refusesEveryOtherDatatypeAndName(@ForAll String name, @ForAll String datatype) {
    ModelInferRequest.Builder request = whole(1, "UINT8");
    request.getInputsBuilder(0).setName(name);
    if (!name.equals("image") && !name.equals("input")) {
      refused(() -> check(request), "'image'", "'input'");
    }
    ModelInferRequest.Builder other = whole(1, "UINT8");
    other.getInputsBuilder(0).setDatatype(datatype);
    if (!datatype.equals("UINT8") && !datatype.equals("FP32")) {
      refused(() -> check(other), "datatype of 'image'", "UINT8 or FP32");
    }
  }

  @Property
  void refusesTypedContentsBesideRawOnes(@ForAll @IntRange(max = 90) int elements) {
    ModelInferRequest.Builder request = whole(1, "FP32");
    InferTensorContents.Builder contents =
        request.getInputsBuilder(0).getContentsBuilder().addFp32Contents(1);
    for (int i = 0; i < elements; i++) {
      contents.addFp32Contents(i);
    }
    refused(() -> check(request), "typed contents beside raw");
  }

  @Property
  void refusesTypedContentsOfAnotherNumberOrType(
      @ForAll @IntRange(max = 90) int elements, @ForAll boolean asBytes) {
    ModelInferRequest.Builder request = whole(1, asBytes ? "UINT8" : "FP32");
    request.clearRawInputContents();
    InferTensorContents.Builder contents = request.getInputsBuilder(0).getContentsBuilder();
    for (int i = 0; i < elements; i++) {
      contents.addUintContents(i);
    }
    if (asBytes && elements == IMAGE.sizeBytes()) {
      check(request);
    } else if (asBytes || elements == 0) {
      refused(() -> check(request), "elements of 'image': " + elements, "30");
    } else {
      refused(() -> check(request), "another type", "fp32_contents");
    }
  }

  @Property
  void refusesPixelsThatAreNoBytes(
      @ForAll @IntRange(max = 29) int place, @ForAll @IntRange(min = 256) int pixel) {
    for (int value : new int[] {pixel, -pixel}) {
      ModelInferRequest.Builder request = whole(1, "UINT8").clearRawInputContents();
      InferTensorContents.Builder contents = request.getInputsBuilder(0).getContentsBuilder();
      for (int i = 0; i < IMAGE.sizeBytes(); i++) {
        contents.addUintContents(i == place ? value : i);
      }
      refused(() -> check(request), "element " + place, Integer.toUnsignedString(value));
    }
  }

  @Property
  void refusesNumbersThatAreNotFinite(
      @ForAll @IntRange(max = 29) int place, @ForAll("notFinite") float value) {
    float[] pixels = new float[IMAGE.sizeBytes()];
    pixels[place] = value;
    ModelInferRequest.Builder request = whole(1, "FP32");
    request.setRawInputContents(0, Requests.littleEndian(pixels));
    refused(() -> check(request), "element " + place, "finite");
  }

  @Property
  void refusesOtherNumbersOfInputsAndOfRawContents(
      @ForAll @IntRange(max = 4) int inputs, @ForAll @IntRange(max = 4) int contents) {
    ModelInferRequest.Builder one = whole(1, "UINT8");
    ModelInferRequest.Builder request = one.clone().clearInputs().clearRawInputContents();
    for (int i = 0; i < inputs; i++) {
      request.addInputs(one.getInputs(0));
    }
    for (int i = 0; i < contents; i++) {
      request.addRawInputContents(one.getRawInputContents(0));
    }
    if (inputs != 1) {
      refused(() -> check(request), "inputs: " + inputs);
    } else if (contents > 1) {
      refused(() -> check(request), "raw_input_contents: " + contents);
    } else if (contents == 0) {
      refused(() -> check(request), "elements of 'image': 0");
    }
  }

  @Property
  void refusesOutputsThatThereAreNot(@ForAll String name, @ForAll long classes) {
    ModelInferRequest.Builder request = whole(1, "UINT8");
    request.addOutputsBuilder().setName(name);
    if (!name.equals("logits")) {
      refused(() -> check(request), "outputs", "'logits'");
    }
    ModelInferRequest.Builder classified = whole(1, "UINT8");
    classified
        .addOutputsBuilder()
        .setName("logits")
        .putParameters(
            "classification", InferParameter.newBuilder().setInt64Param(classes).build());
    if (classes < 1) {
      refused(() -> check(classified), "'classification': " + classes);
    } else {
      assertThat(InferRequest.of(classified.build(), MODEL, MAX_BATCH).classes())
          .isEqualTo((int) Math.min(3, classes));
    }
  }

  @Property
  void refusesOrTakesWhateverIsDamaged(
      @ForAll @IntRange(min = 0, max = 200) int place, @ForAll byte value) {
    byte[] bytes = whole(1, "UINT8").build().toByteArray();
    bytes[place % bytes.length] = value;
    ModelInferRequest damaged;
    try {
      damaged = ModelInferRequest.parseFrom(bytes);
    } catch (InvalidProtocolBufferException noMessage) {
      return;
    }
    try {
      assertThat(InferRequest.of(damaged, MODEL, MAX_BATCH).images().samples()).isPositive();
    } catch (LucyException e) {
      assertThat(e.reason()).isEqualTo(Reason.ARGUMENT_INVALID);
    }
  }

  @Provide
  Arbitrary<String> types() {
    return Arbitraries.of("UINT8", "FP32");
  }

  @Provide
  Arbitrary<Float> notFinite() {
    return Arbitraries.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
  }

  private static ModelInferRequest.Builder whole(int samples, String datatype) {
    int bytes = samples * IMAGE.sizeBytes() * (datatype.equals("UINT8") ? 1 : 4);
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("m");
    request
        .addInputsBuilder()
        .setName("image")
        .setDatatype(datatype)
        .addAllShape(List.of((long) samples, 2L, 3L, 5L));
    return request.addRawInputContents(ByteString.copyFrom(new byte[bytes]));
  }

  private static void check(ModelInferRequest.Builder request) {
    InferRequest unused = InferRequest.of(request.build(), MODEL, MAX_BATCH);
  }

  private static void refused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .asInstanceOf(type(LucyException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ARGUMENT_INVALID))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}
