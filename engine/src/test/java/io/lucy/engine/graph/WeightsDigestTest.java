package io.lucy.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsDigestTest {
  private static final float[] FIRST = {1, 2, 3, 4};
  private static final float[] SECOND = {5, 6, 7, 8};

  @Test
  void staysWhenTheFileIsWrittenAnew() throws InvalidProtocolBufferException {
    byte[] file = OnnxWriter.bytes(network(FIRST, SECOND));
    String digest = WeightsDigest.of(OnnxReader.read(file));
    assertThat(WeightsDigest.of(network(FIRST, SECOND))).isEqualTo(digest);

    OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(file);
    assertThat(WeightsDigest.of(OnnxReader.read(renamed(model).toByteArray())))
        .as("renamed, reordered, weights in Constant nodes")
        .isEqualTo(digest);
  }

  @Test
  void isThePublishedOne() {
    assertThat(WeightsDigest.of(network(FIRST, SECOND)))
        .isEqualTo("5f602a2f3d95fb8ed972b168e76ae105a1201f132fc78479e352ce6d6da2aa5c");
  }

  @Test
  void changesWithOneBitOfOneWeight() {
    float[] changed = FIRST.clone();
    changed[3] = Math.nextUp(changed[3]);
    assertThat(WeightsDigest.of(network(changed, SECOND)))
        .isNotEqualTo(WeightsDigest.of(network(FIRST, SECOND)));
  }

  @Test
  void changesWhenTwoLayersTradeTheirWeights() {
    assertThat(WeightsDigest.of(network(SECOND, FIRST)))
        .isNotEqualTo(WeightsDigest.of(network(FIRST, SECOND)));
  }

  @Test
  void takesANetworkThatIsDeeperThanAStack() {
    GraphBuilder builder = new GraphBuilder();
    Value value = builder.input("x", TensorType.floats(Shape.BATCH, 2));
    for (int i = 0; i < 20_000; i++) {
      value = builder.add("Relu", value);
    }
    builder.output("y", value);
    assertThat(WeightsDigest.of(builder.build())).hasSize(64);
  }

  /** A residual of two layers, so that branches and sharing occur. */
  private static Graph network(float[] first, float[] second) {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(Shape.BATCH, 2));
    Value a = builder.constant("a", Tensor.floats(Shape.of(2, 2), first));
    Value b = builder.constant("b", Tensor.floats(Shape.of(2, 2), second));
    Value bias = builder.constant("bias", Tensor.floats(Shape.of(2), 1, -1));
    Value hidden = builder.add("Relu", builder.add("Gemm", x, a, bias));
    Value left = builder.add("Gemm", hidden, b, bias);
    Value right = builder.add("MatMul", hidden, a);
    builder.output("y", builder.add("Add", left, right));
    return builder.build();
  }

  private static OnnxMl.ModelProto renamed(OnnxMl.ModelProto model) {
    Map<String, String> names = new HashMap<>();
    List<OnnxMl.NodeProto> nodes = new ArrayList<>();
    OnnxMl.GraphProto graph = model.getGraph();
    for (OnnxMl.TensorProto tensor : graph.getInitializerList()) {
      names.put(tensor.getName(), "w" + names.size());
      nodes.add(
          OnnxMl.NodeProto.newBuilder()
              .setOpType("Constant")
              .addOutput(names.get(tensor.getName()))
              .addAttribute(
                  OnnxMl.AttributeProto.newBuilder()
                      .setName("value")
                      .setType(OnnxMl.AttributeProto.AttributeType.TENSOR)
                      .setT(tensor))
              .build());
    }
    for (OnnxMl.NodeProto node : graph.getNodeList()) {
      OnnxMl.NodeProto.Builder copy = node.toBuilder().clearName().clearInput().clearOutput();
      node.getOutputList()
          .forEach(o -> names.put(o, o.equals("y") ? "logits" : "v" + names.size()));
      node.getInputList().forEach(i -> copy.addInput(names.getOrDefault(i, i)));
      node.getOutputList().forEach(o -> copy.addOutput(names.get(o)));
      nodes.add(copy.build());
    }
    Collections.reverse(nodes);
    OnnxMl.GraphProto.Builder changed =
        graph.toBuilder().clearInitializer().clearNode().addAllNode(nodes);
    changed.getOutputBuilder(0).setName("logits");
    return model.toBuilder().setGraph(changed).build();
  }
}
