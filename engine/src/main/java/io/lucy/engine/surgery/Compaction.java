package io.lucy.engine.surgery;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Removes masked filters for good: smaller weights, the same results.
 *
 * <p>What a removed filter wrote was zero after its activation, so the next layer's weights for it
 * go too. Also shrinks the module's input where a summed group reaches it, and its features.
 */
public final class Compaction {
  /**
   * A module without its masked filters.
   *
   * @param inputChannels the channels of the old input that are left, in order
   * @param features the features of the old output that are left, in order
   */
  public record Compacted(Graph module, int[] inputChannels, int[] features) {}

  private final Graph module;
  private final FilterGroups groups;
  private final Tuning tuning;
  private final GraphBuilder builder = new GraphBuilder();
  private final Remaining remaining;
  private final CompactedLayouts layouts;

  private Compaction(Graph module, FilterGroups groups, boolean[] kept, Tuning tuning) {
    this.tuning = tuning;
    this.module = module;
    this.groups = groups;
    this.remaining = new Remaining(module, groups, kept, builder);
    this.layouts = new CompactedLayouts(module, groups, remaining);
  }

  /**
   * Compacts a module.
   *
   * @param kept for each of {@code groups}, whether it stays; must leave every layer a filter
   * @param tuning goes into the weights
   */
  public static Compacted apply(Graph module, FilterGroups groups, boolean[] kept, Tuning tuning) {
    return new Compaction(module, groups, kept, tuning).run();
  }

  private Compacted run() {
    String input = module.input().name();
    int[] inputChannels = remaining.left(input);
    builder.input(
        input,
        new io.lucy.engine.graph.TensorType(
            module.input().type().elementType(),
            module.input().shape().with(1, inputChannels.length)));
    for (Node node : module.nodes()) {
      if (groups.flow().sums().contains(node)) {
        builder.add(sum(node));
      } else {
        builder.add(node(node));
      }
    }
    module.outputs().forEach(output -> builder.output(output.name()));
    return new Compacted(builder.build(), inputChannels, remaining.left(module.output().name()));
  }

  private Node node(Node node) {
    boolean touched =
        node.outputs().stream().anyMatch(o -> !remaining.isWhole(o))
            || node.inputs().stream().anyMatch(i -> !remaining.isWhole(i))
            || tuning.touches(node.name());
    if (!touched) {
      return node.withInputs(node.inputs().stream().map(remaining::whole).toList());
    }
    return switch (node.op()) {
      case "Conv" -> convolution(node);
      case "Gemm" -> product(node, node.intAttribute("transB", 0) != 0);
      case "MatMul" -> product(node, false);
      case "Slice" -> layouts.slice(node);
      case "Split" -> layouts.split(node);
      case "Pad" -> layouts.pad(node);
      case "Reshape" -> layouts.reshape(node);
      default -> perChannel(node);
    };
  }

  /**
   * Brings values that lost channels back to the width of the sum, with zeros or what was added to
   * a masked filter.
   */
  private Node sum(Node node) {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      String input = node.input(i);
      inputs.add(remaining.isWhole(input) ? remaining.whole(input) : widened(node, i, input));
    }
    return node.withInputs(inputs);
  }

  /** Pads one channel of zeros and picks it for every channel that is gone. */
  private String widened(Node node, int place, String value) {
    int[] left = remaining.left(value);
    int width = groups.flow().channels(value).length;
    int rank = module.shape(value).rank();
    long[] pads = new long[2 * rank];
    pads[rank + 1] = 1;
    long[] picks = new long[width];
    float[] constants = new float[width];
    boolean constant = false;
    Node producer = module.producer(value).orElse(null);
    boolean summed =
        producer != null && groups.isSummed(producer.name()) && tuning.has(producer.name());
    float[] shifts = summed ? tuning.shifts(producer.name()) : new float[width];
    for (int c = 0; c < width; c++) {
      int found = Arrays.binarySearch(left, c);
      picks[c] = found >= 0 ? found : left.length;
      constants[c] = found >= 0 ? 0 : shifts[c];
      constant |= constants[c] != 0;
    }
    String stem = node.name() + "/input" + place;
    builder.constant(stem + ".pads", Tensor.longs(pads));
    builder.constant(stem + ".picks", Tensor.longs(picks));
    builder.add(
        new Node(
            stem + ".padded",
            "Pad",
            List.of(value, stem + ".pads"),
            List.of(stem + ".padded"),
            Map.of()));
    builder.add(
        new Node(
            stem + ".wide",
            "Gather",
            List.of(stem + ".padded", stem + ".picks"),
            List.of(stem + ".wide"),
            Map.of("axis", Attribute.of(1))));
    if (!constant) {
      return stem + ".wide";
    }
    int[] extents = new int[rank - 1];
    Arrays.fill(extents, 1);
    extents[0] = width;
    builder.constant(stem + ".shift", Tensor.floats(Shape.of(extents), constants));
    builder.add(
        new Node(
            stem + ".shifted",
            "Add",
            List.of(stem + ".wide", stem + ".shift"),
            List.of(stem + ".shifted"),
            Map.of()));
    return stem + ".shifted";
  }

  private Node convolution(Node node) {
    int[] out = remaining.left(node.output());
    Tensor weights = module.constants().get(node.input(1));
    int group = (int) node.intAttribute("group", 1);
    Tensor rows = Slices.take(tuning.scaled(node.name(), weights, 0), 0, out);
    List<String> inputs = new ArrayList<>(List.of(node.input(0)));
    Node changed = node;
    if (group == 1) {
      inputs.add(
          remaining.constant(node, "weight", Slices.take(rows, 1, remaining.left(node.input(0)))));
    } else {
      inputs.add(remaining.constant(node, "weight", rows));
      Map<String, Attribute> attributes = new TreeMap<>(node.attributes());
      attributes.put("group", Attribute.of(remaining.left(node.input(0)).length));
      changed = new Node(node.name(), node.op(), node.inputs(), node.outputs(), attributes);
    }
    Tensor bias =
        node.hasInput(2) ? module.constants().get(node.input(2)) : zeros(weights.shape().extent(0));
    if (node.hasInput(2) || tuning.touches(node.name())) {
      inputs.add(
          remaining.constant(node, "bias", Slices.take(tuning.shifted(node.name(), bias), 0, out)));
    }
    return changed.withInputs(inputs);
  }

  private Node product(Node node, boolean transposed) {
    int[] in = remaining.left(node.input(0));
    int[] out = remaining.left(node.output());
    Tensor weights = module.constants().get(node.input(1));
    Tensor scaled = tuning.scaled(node.name(), weights, transposed ? 0 : 1);
    Tensor taken =
        Slices.take(Slices.take(scaled, transposed ? 1 : 0, in), transposed ? 0 : 1, out);
    List<String> inputs =
        new ArrayList<>(List.of(node.input(0), remaining.constant(node, "weight", taken)));
    if (node.op().equals("Gemm") && (node.hasInput(2) || tuning.touches(node.name()))) {
      int filters = module.shape(node.output()).extent(1);
      Tensor bias = node.hasInput(2) ? module.constants().get(node.input(2)) : zeros(filters);
      if (bias.shape().elements() == filters) {
        bias = tuning.shifted(node.name(), bias.reshaped(Shape.of(filters)));
      }
      inputs.add(remaining.constant(node, "bias", Slices.takeChannels(bias, 2, out)));
    }
    return node.withInputs(inputs);
  }

  /** Picks the channels that stay by number: what is left of a strided range need not be one. */
  /**
   * Element by element, per channel or a concatenation: constants with a channel axis shrink with
   * the channels.
   */
  private Node perChannel(Node node) {
    int rank = module.shape(node.output()).rank();
    int[] out = remaining.left(node.output());
    boolean parameters =
        node.op().equals("BatchNormalization") || node.op().equals("InstanceNormalization");
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      Tensor constant = module.constants().get(input);
      boolean channelConstant =
          constant != null && constant.isFloat() && constant.shape().elements() > 1;
      if (!channelConstant || node.op().startsWith("Reduce") || node.op().equals("Resize")) {
        inputs.add(remaining.whole(input));
      } else {
        Tensor taken =
            parameters ? Slices.take(constant, 0, out) : Slices.takeChannels(constant, rank, out);
        inputs.add(remaining.constant(node, "constant" + inputs.size(), taken));
      }
    }
    return node.withInputs(inputs);
  }

  private static Tensor zeros(int length) {
    return Tensor.floats(Shape.of(length), new float[length]);
  }
}
