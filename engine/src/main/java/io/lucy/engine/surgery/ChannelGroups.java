package io.lucy.engine.surgery;

import java.util.ArrayList;
import java.util.List;

/**
 * Channels that must be kept or removed together, as a union-find over small numbers.
 *
 * <p>Every channel of every value has a member number; channels that are summed share a root.
 */
final class ChannelGroups {
  private final List<Integer> parent = new ArrayList<>();
  private final List<Boolean> fixed = new ArrayList<>();

  /** New channels, each in a group of its own. */
  int[] fresh(int channels) {
    int[] members = new int[channels];
    for (int i = 0; i < channels; i++) {
      members[i] = parent.size();
      parent.add(parent.size());
      fixed.add(false);
    }
    return members;
  }

  int root(int member) {
    int root = member;
    while (parent.get(root) != root) {
      root = parent.get(root);
    }
    int next = member;
    while (parent.get(next) != root) {
      int after = parent.get(next);
      parent.set(next, root);
      next = after;
    }
    return root;
  }

  void join(int a, int b) {
    int rootA = root(a);
    int rootB = root(b);
    if (rootA != rootB) {
      int low = Math.min(rootA, rootB);
      int high = Math.max(rootA, rootB);
      parent.set(high, low);
      fixed.set(low, fixed.get(low) || fixed.get(high));
    }
  }

  /** Marks a channel as one that cannot be removed, and so its group. */
  void fix(int member) {
    fixed.set(root(member), true);
  }

  void fix(int[] members) {
    for (int member : members) {
      fix(member);
    }
  }

  boolean isFixed(int member) {
    return fixed.get(root(member));
  }

  int size() {
    return parent.size();
  }
}
