package io.lucy.engine.surgery;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import java.util.Map;
import java.util.Random;

/** Networks of every structure that surgery knows, with random weights. */
final class SmallNetworks {
  private final GraphBuilder builder = new GraphBuilder();
  private final Random random = new Random(7);

  static Map<String, Graph> all() {
    return Map.of(
        "plain", new SmallNetworks().plain(),
        "residual", new SmallNetworks().residual(),
        "padded shortcut", new SmallNetworks().paddedShortcut(),
        "dense", new SmallNetworks().dense(),
        "depthwise", new SmallNetworks().depthwise(),
        "squeeze and excite", new SmallNetworks().squeezeAndExcite(),
        "split", new SmallNetworks().split());
  }

  private Value image() {
    return builder.input("image", TensorType.floats(Shape.BATCH, 3, 8, 8));
  }

  Graph plain() {
    Value x = relu(conv(image(), 6, 3, 1, 1));
    x = pool(x);
    x = relu(conv(x, 8, 3, 1, 1));
    x = pool(x);
    x = builder.add("Flatten", x);
    x = relu(linear(x, 10));
    return head(x);
  }

  Graph residual() {
    Value x = relu(conv(image(), 8, 3, 1, 1));
    Value y = norm(conv(relu(conv(x, 8, 3, 1, 1)), 8, 3, 1, 1));
    x = relu(builder.add("Add", y, x));
    y = conv(relu(conv(x, 12, 3, 2, 1)), 12, 3, 1, 1);
    x = relu(builder.add("Add", y, conv(x, 12, 1, 2, 1)));
    return pooledHead(x);
  }

  Graph paddedShortcut() {
    Value x = relu(conv(image(), 6, 3, 1, 1));
    Value y = conv(relu(conv(x, 12, 3, 2, 1)), 12, 3, 1, 1);
    Value thin = builder.add("Slice", x, longs(0), longs(Long.MAX_VALUE), longs(2), longs(2));
    thin = builder.add("Slice", thin, longs(0), longs(Long.MAX_VALUE), longs(3), longs(2));
    Value padded = builder.add("Pad", thin, longs(0, 3, 0, 0, 0, 3, 0, 0));
    return pooledHead(relu(builder.add("Add", y, padded)));
  }

  Graph dense() {
    Value x = relu(conv(image(), 6, 3, 1, 1));
    for (int i = 0; i < 3; i++) {
      Value y = relu(conv(relu(norm(x)), 4, 3, 1, 1));
      x = builder.add("Concat", Map.of("axis", Attribute.of(1)), x, y);
    }
    return pooledHead(x);
  }

  Graph depthwise() {
    Value x = clip(conv(image(), 6, 3, 1, 1));
    Value y = clip(conv(x, 12, 1, 1, 1));
    y = clip(conv(y, 12, 3, 1, 12));
    y = conv(y, 6, 1, 1, 1);
    x = builder.add("Add", x, y);
    x = clip(conv(conv(x, 6, 3, 2, 6), 10, 1, 1, 1));
    return pooledHead(x);
  }

  Graph squeezeAndExcite() {
    Value x = relu(conv(image(), 8, 3, 1, 1));
    Value squeezed = builder.add("GlobalAveragePool", x);
    Value gate = builder.add("Sigmoid", conv(relu(conv(squeezed, 3, 1, 1, 1)), 8, 1, 1, 1));
    return pooledHead(relu(conv(builder.add("Mul", x, gate), 9, 3, 2, 1)));
  }

  Graph split() {
    Value x = relu(conv(image(), 8, 3, 1, 1));
    var halves = builder.add("Split", Map.of("axis", Attribute.of(1)), 2, x, longs(3, 5));
    Value y =
        builder.add(
            "Concat",
            Map.of("axis", Attribute.of(1)),
            relu(conv(halves.get(0), 4, 3, 1, 1)),
            halves.get(1));
    return pooledHead(relu(conv(y, 8, 3, 2, 1)));
  }

  private Graph pooledHead(Value x) {
    return head(builder.add("Flatten", builder.add("GlobalAveragePool", x)));
  }

  private Graph head(Value features) {
    builder.output("logits", linear(features, 4));
    return builder.build();
  }

  private Value linear(Value x, int out) {
    return builder.add(
        "Gemm",
        Map.of("transB", Attribute.of(1)),
        x,
        weights(out, x.shape().extent(1)),
        weights(out));
  }

  private Value conv(Value x, int out, int kernel, int stride, int group) {
    int pad = kernel / 2;
    return builder.add(
        "Conv",
        Map.of(
            "strides", Attribute.ofInts(stride, stride),
            "pads", Attribute.ofInts(pad, pad, pad, pad),
            "group", Attribute.of(group)),
        x,
        weights(out, x.shape().extent(1) / group, kernel, kernel),
        weights(out));
  }

  private Value norm(Value x) {
    int channels = x.shape().extent(1);
    return builder.add(
        "BatchNormalization",
        x,
        weights(channels),
        weights(channels),
        weights(channels),
        builder.constant(ones(channels)));
  }

  private static Tensor ones(int channels) {
    float[] ones = new float[channels];
    java.util.Arrays.fill(ones, 1);
    return Tensor.floats(Shape.of(channels), ones);
  }

  private Value relu(Value x) {
    return builder.add("Relu", x);
  }

  private Value clip(Value x) {
    return builder.add("Clip", x, builder.scalar(0), builder.scalar(6));
  }

  private Value pool(Value x) {
    return builder.add(
        "MaxPool",
        Map.of("kernel_shape", Attribute.ofInts(2, 2), "strides", Attribute.ofInts(2, 2)),
        x);
  }

  private Value longs(long... values) {
    return builder.constant(Tensor.longs(values));
  }

  private Value weights(int... extents) {
    Shape shape = Shape.of(extents);
    float[] values = new float[shape.elements()];
    double scale = 1 / Math.sqrt(Math.max(1, shape.elements() / extents[0]));
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return builder.constant(builder.freshName("weights"), Tensor.floats(shape, values));
  }
}
