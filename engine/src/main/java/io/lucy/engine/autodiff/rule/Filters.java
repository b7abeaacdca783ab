package io.lucy.engine.autodiff.rule;

import io.lucy.engine.autodiff.GradientScope;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import java.util.Arrays;
import java.util.stream.IntStream;

/** How filters and images are turned around for the gradients of convolutions. */
final class Filters {
  private Filters() {}

  /**
   * Filters [outputs, inputs / groups, taps…] as the filters [inputs, outputs / groups, taps…] of
   * the way back: channels swapped within each group, taps in reverse.
   */
  static Tensor flipped(Tensor filters, int groups) {
    int[] extents = filters.shape().extents();
    int outputs = extents[0] / groups;
    int inputs = extents[1];
    int taps = filters.shape().elements() / (extents[0] * inputs);
    float[] from = filters.floats();
    float[] to = new float[from.length];
    for (int group = 0; group < groups; group++) {
      for (int output = 0; output < outputs; output++) {
        for (int input = 0; input < inputs; input++) {
          int source = ((group * outputs + output) * inputs + input) * taps;
          int target = ((group * inputs + input) * outputs + output) * taps;
          for (int tap = 0; tap < taps; tap++) {
            to[target + taps - 1 - tap] = from[source + tap];
          }
        }
      }
    }
    int[] turned = extents.clone();
    turned[0] = inputs * groups;
    turned[1] = outputs;
    return Tensor.floats(Shape.of(turned), to);
  }

  /** The order of axes with the first two swapped. */
  static int[] swapped(int rank) {
    int[] order = IntStream.range(0, rank).toArray();
    order[0] = 1;
    order[1] = 0;
    return order;
  }

  /** Images [N, groups × channels, …] as [channels, groups × N, …]. */
  static Value channelsFirst(GradientScope s, Value images, int groups) {
    int rank = images.shape().rank();
    if (groups == 1) {
      return s.transpose(images, swapped(rank));
    }
    int[] extents = images.shape().extents();
    int samples = extents[0];
    int channels = extents[1] / groups;
    int[] parted = new int[rank + 1];
    System.arraycopy(extents, 2, parted, 3, rank - 2);
    parted[0] = samples;
    parted[1] = groups;
    parted[2] = channels;
    int[] order = IntStream.range(0, rank + 1).toArray();
    order[0] = 2;
    order[2] = 0;
    extents[0] = channels;
    extents[1] = groups * samples;
    return s.reshape(s.transpose(s.reshape(images, parted), order), extents);
  }

  /** The leading part of a value along the spatial axes. */
  static Value cropped(GradientScope s, Value value, Shape wanted) {
    if (value.shape().equals(wanted)) {
      return value;
    }
    int rank = wanted.rank();
    long[] axes = IntStream.range(2, rank).asLongStream().toArray();
    return s.apply(
        "Slice",
        value,
        s.longs(new long[rank - 2]),
        s.longs(Arrays.copyOfRange(wanted.toLongs(), 2, rank)),
        s.longs(axes));
  }
}
