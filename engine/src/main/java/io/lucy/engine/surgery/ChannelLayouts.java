package io.lucy.engine.surgery;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Follows channels through operators that move them or change their layout. Each answers with the
 * members of the first output's channels, or null when it is not understood.
 */
final class ChannelLayouts {
  private final Graph graph;
  private final ChannelGroups groups;
  private final Map<String, int[]> channels;

  /**
   * Prepares to follow.
   *
   * @param channels of the values so far; further outputs are put there
   */
  ChannelLayouts(Graph graph, ChannelGroups groups, Map<String, int[]> channels) {
    this.graph = graph;
    this.groups = groups;
    this.channels = channels;
  }

  int[] concatenation(Node node) {
    int axis = graph.shape(node.output()).axis((int) node.intAttribute("axis", 0));
    if (!node.inputs().stream().allMatch(channels::containsKey)) {
      return null;
    }
    if (axis == 1) {
      return node.inputs().stream().flatMapToInt(i -> Arrays.stream(channels.get(i))).toArray();
    }
    int[] out = channels.get(node.input(0));
    for (String input : node.inputs()) {
      for (int c = 0; c < out.length; c++) {
        groups.join(out[c], channels.get(input)[c]);
      }
    }
    return out;
  }

  int[] split(Node node, int[] x) {
    int axis = graph.shape(node.input(0)).axis((int) node.intAttribute("axis", 0));
    int from = 0;
    for (String output : node.outputs()) {
      int to = axis == 1 ? from + graph.shape(output).extent(1) : x.length;
      channels.put(output, Arrays.copyOfRange(x, axis == 1 ? from : 0, to));
      from = to;
    }
    return channels.get(node.output());
  }

  int[] slice(Node node, int[] x) {
    int[] indices = ChannelAxis.sliced(graph, node);
    return indices == null ? x : IntStream.of(indices).map(i -> x[i]).toArray();
  }

  /**
   * Channels that padding adds hold a constant; removing one with the channel that it meets changes
   * nothing else.
   */
  int[] pad(Node node, int[] x) {
    int[] grown = ChannelAxis.padding(graph, node);
    if (grown[0] < 0 || grown[1] < 0) {
      return null;
    }
    int[] before = groups.fresh(grown[0]);
    int[] after = groups.fresh(grown[1]);
    return IntStream.concat(
            IntStream.concat(IntStream.of(before), IntStream.of(x)), IntStream.of(after))
        .toArray();
  }

  int[] reduction(Node node, int[] x) {
    Shape in = graph.shape(node.input(0));
    Tensor axes = graph.constant(node.input(1)).orElse(null);
    if (axes == null || axes.longs().length == 0) {
      return null;
    }
    boolean spatial = Arrays.stream(axes.longs()).allMatch(a -> in.axis((int) a) > 1);
    return spatial ? x : null;
  }

  /**
   * Another layout in which every channel is still a run of whole features, as flatten makes it.
   */
  int[] relayout(Node node, int[] x) {
    Shape in = graph.shape(node.input(0));
    Shape out = graph.shape(node.output());
    if (out.rank() < 2 || out.extent(0) != in.extent(0)) {
      return null;
    }
    int features = out.extent(1);
    if (features == x.length) {
      return x;
    }
    int pixels = in.elements() / x.length;
    return out.rank() == 2 && features == x.length * pixels
        ? IntStream.range(0, features).map(f -> x[f / pixels]).toArray()
        : null;
  }
}
