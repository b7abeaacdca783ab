package io.lucy.engine.check;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.Reason;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkCheckTest {
  private final GraphBuilder builder = new GraphBuilder();
  private final Random random = new Random(3);

  @Test
  void takesAnOrdinaryNetworkApart() {
    NetworkCheck check = NetworkCheck.of(network(conv(conv(image(), 4), 6)));

    assertThat(check.canBeTarget()).isTrue();
    assertThat(check.canBeSource()).isTrue();
    assertThat(check.obstacles()).isEmpty();
    Anatomy anatomy = check.anatomy().orElseThrow();
    assertThat(anatomy.image()).containsExactly(3, 8, 8);
    assertThat(anatomy.labels()).isEqualTo(5);
    assertThat(anatomy.features()).isEqualTo(6);
    assertThat(anatomy.filters()).isEqualTo(10);
    assertThat(anatomy.flops()).isEqualTo(2L * 64 * (27 * 4 + 36 * 6));
    assertThat(anatomy.cuts()).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void canBeATargetButNoSourceWithoutAGradientBehindItsFirstCut() {
    Value x = builder.add("LRN", Map.of("size", Attribute.of(3)), conv(image(), 4));

    NetworkCheck check = NetworkCheck.of(network(conv(x, 6)));

    assertThat(check.canBeTarget()).isTrue();
    assertThat(check.canBeSource()).isFalse();
    assertThat(check.obstacles())
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.op()).isEqualTo("LRN");
              assertThat(o.onPath()).isTrue();
              assertThat(o.problem()).contains("no gradient rule", "LRN");
            });
  }

  @Test
  void needsNoGradientBeforeItsFirstCut() {
    Value x = builder.add("LRN", Map.of("size", Attribute.of(3)), image());

    NetworkCheck check = NetworkCheck.of(network(conv(x, 6)));

    assertThat(check.canBeSource()).isTrue();
    assertThat(check.obstacles())
        .singleElement()
        .satisfies(o -> assertThat(o.problem()).contains("harmless"));
  }

  @Test
  void listsEveryUnknownOperatorOnThePath() {
    byte[] bytes =
        withOperator(
            withOperator(network(conv(image(), 6)), "Relu", "Det"), "Conv", "my.ops::Fancy");

    NetworkCheck check = NetworkCheck.of(bytes);

    assertThat(check.canBeTarget()).isFalse();
    assertThat(check.anatomy()).isEmpty();
    assertThat(check.obstacles()).extracting(Obstacle::op).containsExactly("my.ops::Fancy", "Det");
    assertThat(check.obstacles()).allMatch(o -> o.onPath() && o.blocksTarget());
    assertThat(check.obstacles()).allMatch(o -> o.problem().contains("node '"));
  }

  @Test
  void passesOverAnUnknownOperatorThatNothingNeeds() throws InvalidProtocolBufferException {
    OnnxMl.ModelProto.Builder model =
        OnnxMl.ModelProto.parseFrom(network(conv(image(), 6))).toBuilder();
    model
        .getGraphBuilder()
        .addNode(
            OnnxMl.NodeProto.newBuilder()
                .setName("stray")
                .setOpType("Det")
                .addInput("image")
                .addOutput("nobody reads this"));

    NetworkCheck check = NetworkCheck.of(model.build().toByteArray());

    assertThat(check.canBeTarget()).isTrue();
    assertThat(check.canBeSource()).isTrue();
    assertThat(check.obstacles())
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.node()).isEqualTo("stray");
              assertThat(o.onPath()).isFalse();
              assertThat(o.problem()).contains("harmless");
            });
  }

  @Test
  void missesAHead() {
    builder.output("scores", builder.add("GlobalAveragePool", conv(image(), 6)));

    NetworkCheck check = NetworkCheck.of(OnnxWriter.bytes(builder.build()));

    assertThat(check.canBeTarget()).isFalse();
    assertThat(check.obstacles())
        .singleElement()
        .satisfies(o -> assertThat(o.reason()).isEqualTo(Reason.NO_CLASSIFIER_HEAD));
  }

  @Test
  void refusesWhatIsNoNetworkOrATruncatedOne() {
    byte[] whole = network(conv(image(), 6));
    refused(() -> NetworkCheck.of(new byte[0]), Reason.MODEL_INVALID, "empty");
    refused(() -> NetworkCheck.of("text".getBytes()), Reason.MODEL_INVALID, "not an ONNX model");
    refused(
        () -> NetworkCheck.of(Arrays.copyOf(whole, whole.length / 2)),
        Reason.MODEL_INVALID,
        "truncated");
  }

  @Test
  void refusesExternalData() throws InvalidProtocolBufferException {
    OnnxMl.ModelProto.Builder model =
        OnnxMl.ModelProto.parseFrom(network(conv(image(), 6))).toBuilder();
    model
        .getGraphBuilder()
        .getInitializerBuilder(0)
        .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL);
    refused(
        () -> NetworkCheck.of(model.build().toByteArray()), Reason.MODEL_UNSUPPORTED, "external");
  }

  /** The network with the first operator of a kind replaced. */
  private static byte[] withOperator(byte[] bytes, String from, String to) {
    try {
      OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.parseFrom(bytes).toBuilder();
      for (OnnxMl.NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
        if (node.getOpType().equals(from)) {
          String[] parts = to.split("::");
          node.setOpType(parts[parts.length - 1]).setDomain(parts.length == 1 ? "" : parts[0]);
          break;
        }
      }
      return model.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private Value image() {
    return builder.input("image", TensorType.floats(Shape.BATCH, 3, 8, 8));
  }

  private Value conv(Value x, int filters) {
    Value weights = weights(filters, x.shape().extent(1), 3, 3);
    return builder.add(
        "Relu", builder.add("Conv", Map.of("pads", Attribute.ofInts(1, 1, 1, 1)), x, weights));
  }

  private byte[] network(Value x) {
    Value features = builder.add("Flatten", builder.add("GlobalAveragePool", x));
    Value weights = weights(features.shape().extent(1), 5);
    builder.output("logits", builder.add("MatMul", features, weights));
    return OnnxWriter.bytes(builder.build());
  }

  private Value weights(int... extents) {
    Shape shape = Shape.of(extents);
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return builder.constant(builder.freshName("weights"), Tensor.floats(shape, values));
  }
}
