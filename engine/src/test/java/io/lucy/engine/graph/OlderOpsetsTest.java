package io.lucy.engine.graph;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.runtime.Program;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files as older exporters write them compute what ONNX Runtime makes of the raw file. */
class OlderOpsetsTest {
  private final OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("old");

  @Test
  void squeezeAndUnsqueezeByAttributes() throws OrtException {
    node("Unsqueeze", "x", "u", ints("axes", 1, 4));
    node("Squeeze", "u", "y", ints("axes", 1));
    computesTheSame(11);
  }

  @Test
  void reduceByAttributes() throws OrtException {
    node("ReduceSum", "x", "s", ints("axes", 2), number("keepdims", 1));
    node("ReduceMean", "s", "y", ints("axes", 1, 3), number("keepdims", 0));
    computesTheSame(11);
  }

  @Test
  void clipByAttributes() throws OrtException {
    node("Clip", "x", "c", real("min", -0.5f));
    node("Clip", "c", "y", real("max", 0.25f));
    computesTheSame(7);
  }

  @Test
  void padByAttributes() throws OrtException {
    node("Pad", "x", "y", ints("pads", 0, 1, 0, 2, 0, 0, 1, 0), real("value", 3));
    computesTheSame(10);
  }

  @Test
  void sliceByAttributes() throws OrtException {
    node("Slice", "x", "y", ints("axes", 1, 3), ints("starts", 1, -3), ints("ends", 3, 100));
    computesTheSame(9);
  }

  @Test
  void splitByAttributes() throws OrtException {
    graph.addNode(
        OnnxMl.NodeProto.newBuilder()
            .setOpType("Split")
            .addInput("x")
            .addOutput("a")
            .addOutput("b")
            .addAttribute(number("axis", 1))
            .addAttribute(ints("split", 1, 3)));
    node("Concat", List.of("b", "a"), "y", number("axis", 1));
    computesTheSame(11);
  }

  @Test
  void upsample() throws OrtException {
    graph.addInitializer(
        OnnxMl.TensorProto.newBuilder()
            .setName("scales")
            .setDataType(ElementType.FLOAT.onnxCode())
            .addDims(4)
            .addAllFloatData(List.of(1f, 1f, 2f, 2f)));
    node("Upsample", List.of("x", "scales"), "y");
    computesTheSame(9);
  }

  @Test
  void softmaxOverAllAxesFromTheFirstOn() throws OrtException {
    node("Softmax", "x", "y");
    computesTheSame(11);
  }

  @Test
  void softmaxOverTheLastAxisSinceOpset13() throws OrtException {
    node("Softmax", "x", "y");
    computesTheSame(13);
  }

  @Test
  void dropoutDoesNothing() throws OrtException {
    node("Dropout", "x", "d", real("ratio", 0.5f));
    node("Relu", "d", "y");
    computesTheSame(7);
  }

  @Test
  void flattenByShapeArithmetic() throws OrtException {
    longs("zero", List.of(), 0);
    longs("minus", List.of(1L), -1);
    node("Shape", "x", "shape");
    node("Gather", List.of("shape", "zero"), "batch", number("axis", 0));
    node("Unsqueeze", "batch", "batches", ints("axes", 0));
    node("Concat", List.of("batches", "minus"), "flat", number("axis", 0));
    node("Reshape", List.of("x", "flat"), "y");
    assertThat(OnnxReader.read(model(9)).nodes()).as("shape arithmetic is folded").hasSize(1);
    computesTheSame(9);
  }

  @Test
  void takesTheFirstAxisForTheBatchWhateverTheFileSays() {
    node("Relu", "x", "y");
    Graph read = OnnxReader.read(model(9));
    assertThat(read.input().shape()).isEqualTo(Shape.of(Shape.BATCH, 4, 5, 6));
    assertThat(read.withBatch(3).output().shape()).isEqualTo(Shape.of(3, 4, 5, 6));
  }

  @Test
  void refusesOpsetsOutsideItsRange() {
    node("Relu", "x", "y");
    refused(() -> OnnxReader.read(model(6)), Reason.MODEL_UNSUPPORTED, "opset: 6", "7 to 21");
    refused(() -> OnnxReader.read(model(22)), Reason.MODEL_UNSUPPORTED, "opset: 22", "7 to 21");
  }

  @Test
  void refusesAnotherDomain() {
    graph.addNode(
        OnnxMl.NodeProto.newBuilder()
            .setName("odd")
            .setDomain("my.ops")
            .setOpType("Fancy")
            .addInput("x")
            .addOutput("y"));
    refused(() -> OnnxReader.read(model(9)), Reason.OPERATOR_UNSUPPORTED, "odd", "my.ops");
  }

  @Test
  void refusesAWeightThatIsNoNumber() {
    weight(1, Float.NaN);
    refused(() -> OnnxReader.read(model(9)), Reason.NOT_FINITE, "weight", "element 1");
  }

  @Test
  void refusesWeightsInAnotherFile() {
    weight(1, 2);
    graph.getInitializerBuilder(0).setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL);
    refused(() -> OnnxReader.read(model(9)), Reason.MODEL_UNSUPPORTED, "weight", "external data");
  }

  @Test
  void readsAndWritesTheSameBytesEveryTime() {
    weight(1, 2);
    byte[] written = OnnxWriter.bytes(OnnxReader.read(model(9)));
    assertThat(OnnxWriter.bytes(OnnxReader.read(model(9)))).isEqualTo(written);
    assertThat(OnnxWriter.bytes(OnnxReader.read(written))).isEqualTo(written);
  }

  @Test
  void refusesEveryPrefixOfAFile() {
    weight(1, 2);
    byte[] whole = model(9);
    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> OnnxReader.read(prefix))
          .as("%s of %s bytes", length, whole.length)
          .isInstanceOf(LucyException.class);
    }
  }

  private void weight(float... values) {
    OnnxMl.TensorProto.Builder tensor =
        OnnxMl.TensorProto.newBuilder()
            .setName("weight")
            .setDataType(ElementType.FLOAT.onnxCode())
            .addDims(values.length);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
    node("Unsqueeze", "x", "u", ints("axes", 4));
    node("Mul", List.of("u", "weight"), "y");
  }

  private void longs(String name, List<Long> dims, long value) {
    graph.addInitializer(
        OnnxMl.TensorProto.newBuilder()
            .setName(name)
            .setDataType(ElementType.INT64.onnxCode())
            .addAllDims(dims)
            .addInt64Data(value));
  }

  private void node(String op, String in, String out, OnnxMl.AttributeProto... attributes) {
    node(op, List.of(in), out, attributes);
  }

  private void node(
      String op, List<String> inputs, String out, OnnxMl.AttributeProto... attributes) {
    graph.addNode(
        OnnxMl.NodeProto.newBuilder()
            .setName(op + graph.getNodeCount())
            .setOpType(op)
            .addAllInput(inputs)
            .addOutput(out)
            .addAllAttribute(Arrays.asList(attributes)));
  }

  private static OnnxMl.AttributeProto ints(String name, long... values) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  private static OnnxMl.AttributeProto number(String name, long value) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static OnnxMl.AttributeProto real(String name, float value) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  /** An input "x" of [1, 4, 5, 6], an output "y". */
  private byte[] model(int opset) {
    OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
    for (int extent : new int[] {1, 4, 5, 6}) {
      shape.addDimBuilder().setDimValue(extent);
    }
    OnnxMl.TypeProto.Tensor.Builder type =
        OnnxMl.TypeProto.Tensor.newBuilder().setElemType(ElementType.FLOAT.onnxCode());
    OnnxMl.ValueInfoProto y =
        OnnxMl.ValueInfoProto.newBuilder()
            .setName("y")
            .setType(OnnxMl.TypeProto.newBuilder().setTensorType(type))
            .build();
    OnnxMl.ValueInfoProto x =
        OnnxMl.ValueInfoProto.newBuilder()
            .setName("x")
            .setType(OnnxMl.TypeProto.newBuilder().setTensorType(type.setShape(shape)))
            .build();
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(7)
        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph.clone().addInput(x).addOutput(y))
        .build()
        .toByteArray();
  }

  private void computesTheSame(int opset) throws OrtException {
    byte[] raw = model(opset);
    float[] pixels = new float[4 * 5 * 6];
    Random random = new Random(9);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    float[] actual;
    try (Program program = new Program(OnnxReader.read(raw).withBatch(1))) {
      program.set("x", pixels);
      program.run();
      actual = program.get("y");
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(raw);
        OnnxTensor x =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(pixels), new long[] {1, 4, 5, 6});
        OrtSession.Result result = session.run(Map.of("x", x))) {
      FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] expected = new float[buffer.remaining()];
      buffer.get(expected);
      assertThat(actual).containsExactly(expected, within(1e-5f));
    }
  }
}
