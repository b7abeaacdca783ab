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
import java.util.stream.IntStream;

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
  private final boolean[] kept;
  private final Tuning tuning;
  private final GraphBuilder builder = new GraphBuilder();

  private Compaction(Graph module, FilterGroups groups, boolean[] kept, Tuning tuning) {
    this.tuning = tuning;
    this.module = module;
    this.groups = groups;
    this.kept = kept;
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
    int[] inputChannels = left(input);
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
    return new Compacted(builder.build(), inputChannels, left(module.output().name()));
  }

  /** Places of a value's channels that stay. */
  private int[] left(String value) {
    int[] members = groups.flow().channels(value);
    return IntStream.range(0, members.length).filter(c -> groups.stays(members[c], kept)).toArray();
  }

  private boolean isWhole(String value) {
    return left(value).length == groups.flow().channels(value).length;
  }

  private Node node(Node node) {
    boolean touched =
        node.outputs().stream().anyMatch(o -> !isWhole(o))
            || node.inputs().stream().anyMatch(i -> !isWhole(i))
            || tuning.touches(node.name());
    if (!touched) {
      return node.withInputs(node.inputs().stream().map(this::whole).toList());
    }
    return switch (node.op()) {
      case "Conv" -> convolution(node);
      case "Gemm" -> product(node, node.intAttribute("transB", 0) != 0);
      case "MatMul" -> product(node, false);
      case "Slice" -> slice(node);
      case "Split" -> split(node);
      case "Pad" -> pad(node);
      case "Reshape" -> reshape(node);
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
      inputs.add(isWhole(input) ? whole(input) : widened(node, i, input));
    }
    return node.withInputs(inputs);
  }

  /** Pads one channel of zeros and picks it for every channel that is gone. */
  private String widened(Node node, int place, String value) {
    int[] left = left(value);
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
    int[] out = left(node.output());
    Tensor weights = module.constants().get(node.input(1));
    int group = (int) node.intAttribute("group", 1);
    Tensor rows = Slices.take(tuning.scaled(node.name(), weights, 0), 0, out);
    List<String> inputs = new ArrayList<>(List.of(node.input(0)));
    Node changed = node;
    if (group == 1) {
      inputs.add(constant(node, "weight", Slices.take(rows, 1, left(node.input(0)))));
    } else {
      inputs.add(constant(node, "weight", rows));
      Map<String, Attribute> attributes = new TreeMap<>(node.attributes());
      attributes.put("group", Attribute.of(left(node.input(0)).length));
      changed = new Node(node.name(), node.op(), node.inputs(), node.outputs(), attributes);
    }
    Tensor bias =
        node.hasInput(2) ? module.constants().get(node.input(2)) : zeros(weights.shape().extent(0));
    if (node.hasInput(2) || tuning.touches(node.name())) {
      inputs.add(constant(node, "bias", Slices.take(tuning.shifted(node.name(), bias), 0, out)));
    }
    return changed.withInputs(inputs);
  }

  private Node product(Node node, boolean transposed) {
    int[] in = left(node.input(0));
    int[] out = left(node.output());
    Tensor weights = module.constants().get(node.input(1));
    Tensor scaled = tuning.scaled(node.name(), weights, transposed ? 0 : 1);
    Tensor taken =
        Slices.take(Slices.take(scaled, transposed ? 1 : 0, in), transposed ? 0 : 1, out);
    List<String> inputs = new ArrayList<>(List.of(node.input(0), constant(node, "weight", taken)));
    if (node.op().equals("Gemm") && (node.hasInput(2) || tuning.touches(node.name()))) {
      int filters = module.shape(node.output()).extent(1);
      Tensor bias = node.hasInput(2) ? module.constants().get(node.input(2)) : zeros(filters);
      if (bias.shape().elements() == filters) {
        bias = tuning.shifted(node.name(), bias.reshaped(Shape.of(filters)));
      }
      inputs.add(constant(node, "bias", Slices.takeChannels(bias, 2, out)));
    }
    return node.withInputs(inputs);
  }

  /** Picks the channels that stay by number: what is left of a strided range need not be one. */
  private Node slice(Node node) {
    int[] sliced = ChannelAxis.sliced(module, node);
    if (sliced == null) {
      return node.withInputs(node.inputs().stream().map(this::whole).toList());
    }
    int[] in = left(node.input(0));
    int[] out = left(node.output());
    long[] indices =
        Arrays.stream(out).mapToLong(c -> Arrays.binarySearch(in, sliced[c])).toArray();
    if (module.constants().get(node.input(1)).longs().length != 1) {
      throw new IllegalArgumentException(node + " slices channels and other axes at once");
    }
    return new Node(
        node.name(),
        "Gather",
        List.of(node.input(0), constant(node, "channels", Tensor.longs(indices))),
        node.outputs(),
        Map.of("axis", Attribute.of(1)));
  }

  private Node split(Node node) {
    long[] sizes = node.outputs().stream().mapToLong(o -> left(o).length).toArray();
    int axis = module.shape(node.input(0)).axis((int) node.intAttribute("axis", 0));
    return axis == 1
        ? node.withInputs(List.of(node.input(0), constant(node, "split", Tensor.longs(sizes))))
        : node.withInputs(node.inputs().stream().map(this::whole).toList());
  }

  private Node pad(Node node) {
    int[] padding = ChannelAxis.padding(module, node);
    int[] out = left(node.output());
    int inside = groups.flow().channels(node.input(0)).length;
    long before = Arrays.stream(out).filter(c -> c < padding[0]).count();
    long after = Arrays.stream(out).filter(c -> c >= padding[0] + inside).count();
    long[] pads = module.constants().get(node.input(1)).longs().clone();
    int axes = pads.length / 2;
    for (int i = 0; i < axes; i++) {
      long axis = node.hasInput(3) ? module.constants().get(node.input(3)).longs()[i] : i;
      if (module.shape(node.input(0)).axis((int) axis) == 1) {
        pads[i] = before;
        pads[axes + i] = after;
      }
    }
    List<String> inputs = new ArrayList<>(node.inputs().stream().map(this::whole).toList());
    inputs.set(1, constant(node, "pads", Tensor.longs(pads)));
    return node.withInputs(inputs);
  }

  private Node reshape(Node node) {
    Shape shape = module.shape(node.output()).with(1, left(node.output()).length);
    long[] extents = shape.toLongs();
    extents[0] = 0;
    return node.withInputs(List.of(node.input(0), constant(node, "shape", Tensor.longs(extents))));
  }

  /**
   * Element by element, per channel or a concatenation: constants with a channel axis shrink with
   * the channels.
   */
  private Node perChannel(Node node) {
    int rank = module.shape(node.output()).rank();
    int[] out = left(node.output());
    boolean parameters =
        node.op().equals("BatchNormalization") || node.op().equals("InstanceNormalization");
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      Tensor constant = module.constants().get(input);
      boolean channelConstant =
          constant != null && constant.isFloat() && constant.shape().elements() > 1;
      if (!channelConstant || node.op().startsWith("Reduce") || node.op().equals("Resize")) {
        inputs.add(whole(input));
      } else {
        Tensor taken =
            parameters ? Slices.take(constant, 0, out) : Slices.takeChannels(constant, rank, out);
        inputs.add(constant(node, "constant" + inputs.size(), taken));
      }
    }
    return node.withInputs(inputs);
  }

  private static Tensor zeros(int length) {
    return Tensor.floats(Shape.of(length), new float[length]);
  }

  private String whole(String name) {
    Tensor constant = module.constants().get(name);
    if (constant != null && !builder.has(name)) {
      builder.constant(name, constant);
    }
    return name;
  }

  private String constant(Node node, String role, Tensor tensor) {
    String name = node.name() + "/kept." + role;
    builder.constant(name, tensor);
    return name;
  }
}
