package io.lucy.engine.surgery;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Value;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The filters of a module that can be masked, in groups that must go together.
 *
 * <p>A filter is an output channel of a convolution or linear layer. Filters whose outputs are
 * multiplied with each other share a group and a bit; those that are summed do not, since a removed
 * filter just adds nothing. Filters are numbered by layer in running order, groups by their first
 * filter. Depends on the graph alone.
 */
public final class FilterGroups {
  /** One filter: an output channel of a layer, which a node's name stands for. */
  public record Filter(String layer, int channel) {}

  private final ChannelFlow flow;
  private final int[] output;
  private final List<Filter> filters = new ArrayList<>();
  private final int[] groupOfFilter;
  private final int[] filtersOfGroup;
  private final Map<Integer, Integer> groupOfRoot = new HashMap<>();
  private final List<MaskPoint> points = new ArrayList<>();
  private final List<int[]> values = new ArrayList<>();
  private final Map<String, String> summed = new LinkedHashMap<>();

  private FilterGroups(Graph module, ChannelFlow flow) {
    this.flow = flow;
    this.output = flow.channels(module.output().name());
    fixWholeLayers(flow);
    List<Integer> ofFilters = new ArrayList<>();
    for (ChannelFlow.Mixing mixing : flow.mixings()) {
      int[] out = mixing.in().length == 0 ? new int[0] : mixing.out();
      for (int channel = 0; channel < out.length; channel++) {
        if (!flow.groups().isFixed(out[channel])) {
          int root = flow.groups().root(out[channel]);
          ofFilters.add(groupOfRoot.computeIfAbsent(root, r -> groupOfRoot.size()));
          filters.add(new Filter(mixing.node().name(), channel));
        }
      }
    }
    groupOfFilter = ofFilters.stream().mapToInt(g -> g).toArray();
    filtersOfGroup = new int[groupOfRoot.size()];
    for (int group : groupOfFilter) {
      filtersOfGroup[group]++;
    }
    for (Value end : flow.ends()) {
      int[] groups = groups(flow.channels(end.name()));
      if (Arrays.stream(groups).anyMatch(g -> g >= 0)) {
        points.add(new MaskPoint(end, groups));
      }
    }
    findSummed(module);
    module
        .nodes()
        .forEach(
            node ->
                node.outputs().stream()
                    .filter(flow::follows)
                    .forEach(o -> values.add(groups(flow.channels(o)))));
  }

  /**
   * Finds the groups of a module.
   *
   * @param module one input, one output [N, features]
   * @param pixels whether the input is an image, whose channels must all stay
   */
  public static FilterGroups of(Graph module, boolean pixels) {
    return new FilterGroups(module, ChannelFlow.of(module, pixels));
  }

  /** A layer of which one filter must stay stays whole: a mask speaks of whole layers. */
  private static void fixWholeLayers(ChannelFlow flow) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (ChannelFlow.Mixing mixing : flow.mixings()) {
        long fixed = Arrays.stream(mixing.out()).filter(flow.groups()::isFixed).count();
        if (fixed > 0 && fixed < mixing.out().length) {
          flow.groups().fix(mixing.out());
          changed = true;
        }
      }
    }
  }

  private void findSummed(Graph module) {
    Map<String, String> layerOfOutput = new HashMap<>();
    flow.filterLayers().forEach(layer -> layerOfOutput.put(layer.output(), layer.name()));
    for (Node sum : flow.sums()) {
      for (String input : sum.inputs()) {
        if (layerOfOutput.containsKey(input) && module.consumers(input).size() == 1) {
          summed.put(layerOfOutput.get(input), input);
        }
      }
    }
  }

  /** Number of groups, and of the bits that can be chosen. */
  public int size() {
    return filtersOfGroup.length;
  }

  /** Number of filters, and of the bits of a mask. */
  public int filters() {
    return groupOfFilter.length;
  }

  /** All filters, in the order of a mask's bits. */
  public List<Filter> filterList() {
    return filters;
  }

  /** The group that decides about a filter. */
  public int groupOf(int filter) {
    return groupOfFilter[filter];
  }

  /**
   * The same choice for a part of the network: a group of the part stays when one of its filters
   * does in the whole.
   *
   * @param whole groups of a network that this module is a suffix of
   * @param kept a choice of those
   */
  public boolean[] restrict(FilterGroups whole, boolean[] kept) {
    Map<Filter, Integer> place = new HashMap<>();
    for (int i = 0; i < whole.filters.size(); i++) {
      place.put(whole.filters.get(i), whole.groupOfFilter[i]);
    }
    boolean[] restricted = new boolean[size()];
    for (int i = 0; i < filters.size(); i++) {
      Integer group = place.get(filters.get(i));
      restricted[groupOfFilter[i]] |= group == null || kept[group];
    }
    return restricted;
  }

  /** Number of filters in a group. */
  public int filters(int group) {
    return filtersOfGroup[group];
  }

  public List<MaskPoint> points() {
    return points;
  }

  /** A choice that keeps everything. */
  public boolean[] all() {
    boolean[] kept = new boolean[size()];
    Arrays.fill(kept, true);
    return kept;
  }

  /** A mask's bits, one per filter, from a choice of groups. */
  public boolean[] bits(boolean[] kept) {
    boolean[] bits = new boolean[filters()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = kept[groupOfFilter[i]];
    }
    return bits;
  }

  /**
   * A choice of groups from a mask's bits.
   *
   * @throws IllegalArgumentException when the filters of one group differ, or a value would be left
   *     without channels
   */
  public boolean[] kept(boolean[] bits) {
    if (bits.length != filters()) {
      throw new IllegalArgumentException(
          "bits of the mask: " + bits.length + " (expected: " + filters() + ")");
    }
    boolean[] kept = new boolean[size()];
    for (int i = 0; i < bits.length; i++) {
      kept[groupOfFilter[i]] |= bits[i];
    }
    if (!Arrays.equals(bits(kept), bits)) {
      throw new IllegalArgumentException(
          "the mask splits filters that are multiplied with each other");
    }
    if (values.stream().anyMatch(groups -> isEmpty(groups, kept, -1))) {
      throw new IllegalArgumentException("the mask leaves a layer without filters");
    }
    return kept;
  }

  /** Share of the filters that a choice keeps, 0 to 1. */
  public double keptFilters(boolean[] kept) {
    int count = 0;
    for (int group : groupOfFilter) {
      count += kept[group] ? 1 : 0;
    }
    return filters() == 0 ? 1 : (double) count / filters();
  }

  /** FLOPs of the module when only a choice of groups is left. */
  public long flops(boolean[] kept) {
    long flops = 0;
    for (ChannelFlow.Mixing mixing : flow.mixings()) {
      flops +=
          mixing.flopsPerPair()
              * count(mixing.out(), kept)
              * (mixing.in().length == 0 ? 1 : count(mixing.in(), kept));
    }
    return flops;
  }

  /** FLOPs that would go if one more group went. */
  public long saving(int group, boolean[] kept) {
    boolean[] without = kept.clone();
    without[group] = false;
    return flops(kept) - flops(without);
  }

  /**
   * Writes the masks of all mask points, as {@link MaskPoint#fill}.
   *
   * @param buffers the buffer of each mask point, by its place
   */
  public void fillMasks(boolean[] kept, IntFunction<FloatBuffer> buffers) {
    for (int p = 0; p < points.size(); p++) {
      points.get(p).fill(kept, buffers.apply(p));
    }
  }

  /** For each feature of the module's output, whether it is left. */
  public boolean[] outputs(boolean[] kept) {
    boolean[] left = new boolean[output.length];
    for (int f = 0; f < left.length; f++) {
      left[f] = stays(output[f], kept);
    }
    return left;
  }

  /** Whether removing a group would leave some value without any channel. */
  public boolean empties(int group, boolean[] kept) {
    return values.stream().anyMatch(groups -> isEmpty(groups, kept, group));
  }

  /**
   * Whether a layer's outputs are summed just as they are, without an activation: what is added to
   * a masked one of them afterwards goes on.
   */
  boolean isSummed(String layer) {
    return summed.containsKey(layer);
  }

  ChannelFlow flow() {
    return flow;
  }

  /** Whether the channel behind a member stays. */
  boolean stays(int member, boolean[] kept) {
    Integer group = groupOfRoot.get(flow.groups().root(member));
    return group == null || kept[group];
  }

  private int count(int[] members, boolean[] kept) {
    int count = 0;
    for (int member : members) {
      count += stays(member, kept) ? 1 : 0;
    }
    return count;
  }

  private int[] groups(int[] members) {
    return Arrays.stream(members)
        .map(m -> groupOfRoot.getOrDefault(flow.groups().root(m), -1))
        .toArray();
  }

  private static boolean isEmpty(int[] groups, boolean[] kept, int without) {
    for (int group : groups) {
      if (group < 0 || (kept[group] && group != without)) {
        return false;
      }
    }
    return groups.length > 0;
  }
}
