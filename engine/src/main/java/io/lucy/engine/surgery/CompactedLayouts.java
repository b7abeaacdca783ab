package io.lucy.engine.surgery;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators that move channels or change their layout, for the channels that are left. */
final class CompactedLayouts {
  private final Graph module;
  private final FilterGroups groups;
  private final Remaining remaining;

  CompactedLayouts(Graph module, FilterGroups groups, Remaining remaining) {
    this.module = module;
    this.groups = groups;
    this.remaining = remaining;
  }

  Node slice(Node node) {
    int[] sliced = ChannelAxis.sliced(module, node);
    if (sliced == null) {
      return node.withInputs(node.inputs().stream().map(remaining::whole).toList());
    }
    int[] in = remaining.left(node.input(0));
    int[] out = remaining.left(node.output());
    long[] indices =
        Arrays.stream(out).mapToLong(c -> Arrays.binarySearch(in, sliced[c])).toArray();
    if (module.constants().get(node.input(1)).longs().length != 1) {
      throw new IllegalArgumentException(node + " slices channels and other axes at once");
    }
    return new Node(
        node.name(),
        "Gather",
        List.of(node.input(0), remaining.constant(node, "channels", Tensor.longs(indices))),
        node.outputs(),
        Map.of("axis", Attribute.of(1)));
  }

  Node split(Node node) {
    long[] sizes = node.outputs().stream().mapToLong(o -> remaining.left(o).length).toArray();
    int axis = module.shape(node.input(0)).axis((int) node.intAttribute("axis", 0));
    return axis == 1
        ? node.withInputs(
            List.of(node.input(0), remaining.constant(node, "split", Tensor.longs(sizes))))
        : node.withInputs(node.inputs().stream().map(remaining::whole).toList());
  }

  Node pad(Node node) {
    int[] padding = ChannelAxis.padding(module, node);
    int[] out = remaining.left(node.output());
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
    List<String> inputs = new ArrayList<>(node.inputs().stream().map(remaining::whole).toList());
    inputs.set(1, remaining.constant(node, "pads", Tensor.longs(pads)));
    return node.withInputs(inputs);
  }

  Node reshape(Node node) {
    Shape shape = module.shape(node.output()).with(1, remaining.left(node.output()).length);
    long[] extents = shape.toLongs();
    extents[0] = 0;
    return node.withInputs(
        List.of(node.input(0), remaining.constant(node, "shape", Tensor.longs(extents))));
  }
}
