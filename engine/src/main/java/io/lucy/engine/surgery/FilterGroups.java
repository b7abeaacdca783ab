package io.lucy.engine.surgery;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The filters of a module that can be masked, in groups that must go together.
 *
 * <p>A filter is an output channel of a convolution or linear layer. Filters whose outputs are
 * summed share a group and a bit. Filters are numbered by layer in running order, groups by their
 * first filter. Depends on the graph alone.
 */
public final class FilterGroups {
  private final ChannelFlow flow;
  private final int[] groupOfFilter;
  private final int[] filtersOfGroup;
  private final Map<Integer, Integer> groupOfRoot = new HashMap<>();
  private final List<MaskPoint> points = new ArrayList<>();
  private final List<int[]> values = new ArrayList<>();

  private FilterGroups(Graph module, ChannelFlow flow) {
    this.flow = flow;
    List<Integer> filters = new ArrayList<>();
    for (ChannelFlow.Mixing mixing : flow.mixings()) {
      for (int member : mixing.in().length == 0 ? new int[0] : mixing.out()) {
        if (!flow.groups().isFixed(member)) {
          filters.add(
              groupOfRoot.computeIfAbsent(flow.groups().root(member), r -> groupOfRoot.size()));
        }
      }
    }
    groupOfFilter = filters.stream().mapToInt(g -> g).toArray();
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

  /** Number of groups, and of the bits that can be chosen. */
  public int size() {
    return filtersOfGroup.length;
  }

  /** Number of filters, and of the bits of a mask. */
  public int filters() {
    return groupOfFilter.length;
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
      throw new IllegalArgumentException("the mask splits filters that are summed");
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

  /** Whether removing a group would leave some value without any channel. */
  public boolean empties(int group, boolean[] kept) {
    return values.stream().anyMatch(groups -> isEmpty(groups, kept, group));
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
