package io.lucy.engine.autodiff.rule;

import io.lucy.engine.autodiff.GradientScope;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.SliceRange;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Gradients of cutting off and padding. */
public final class Slices {
  private Slices() {}

  /** {@code y = x[ranges]}. Then {@code dx} is {@code g} at the same places and 0 elsewhere. */
  public static List<Value> slice(GradientScope s) {
    SliceRange[] ranges = ranges(s);
    int rank = ranges.length;
    int[] steps = new int[rank];
    int[] begins = new int[rank];
    int[] ends = new int[rank];
    boolean[] reversed = new boolean[rank];
    for (int i = 0; i < rank; i++) {
      SliceRange range = ranges[i];
      reversed[i] = range.step() < 0;
      steps[i] = Math.abs(range.step());
      begins[i] = reversed[i] ? range.start() + (range.length() - 1) * range.step() : range.start();
      ends[i] = range.extent() - begins[i] - range.length() * steps[i];
    }
    Value upright = flip(s, s.g(), reversed);
    return List.of(pad(s, spread(s, upright, steps), begins, ends));
  }

  /**
   * {@code y = [0 … x … 0]}, or with repetitions of {@code x} at its rims. Then {@code dx} is the
   * part of {@code g} where {@code x} went, plus what its repetitions got.
   */
  public static List<Value> pad(GradientScope s) {
    Shape x = s.x().shape();
    long[] pads = s.longs(1);
    int[] axes = IntStream.range(0, x.rank()).toArray();
    if (s.has(3)) {
      axes = LongArrays.axes(s.longs(3), x);
    }
    String mode = s.node().textAttribute("mode", "constant");
    Value g = s.g();
    int[] begins = new int[x.rank()];
    int[] ends = new int[x.rank()];
    for (int i = 0; i < axes.length; i++) {
      begins[axes[i]] = Math.toIntExact(-pads[i]);
      ends[axes[i]] = Math.toIntExact(-pads[axes.length + i]);
    }
    if (mode.equals("constant")) {
      return List.of(pad(s, g, begins, ends));
    }
    for (int axis : axes) {
      int extent = x.extent(axis);
      int begin = -begins[axis];
      int[] sources =
          IntStream.range(-begin, extent - ends[axis]).map(i -> source(i, extent, mode)).toArray();
      g = AxisMaps.gradient(s, g, axis, sources, extent);
    }
    return List.of(g);
  }

  private static int source(int index, int extent, String mode) {
    return switch (mode) {
      case "edge" -> Math.max(0, Math.min(extent - 1, index));
      case "wrap" -> Math.floorMod(index, extent);
      default -> {
        int period = Math.max(1, 2 * (extent - 1));
        int phase = Math.floorMod(index, period);
        yield phase < extent ? phase : period - phase;
      }
    };
  }

  private static SliceRange[] ranges(GradientScope s) {
    Shape x = s.x().shape();
    long[] starts = s.longs(1);
    long[] ends = s.longs(2);
    int[] axes =
        s.has(3) ? LongArrays.axes(s.longs(3), x) : IntStream.range(0, starts.length).toArray();
    SliceRange[] ranges = new SliceRange[x.rank()];
    Arrays.setAll(ranges, i -> new SliceRange(0, 1, x.extent(i), x.extent(i)));
    for (int i = 0; i < axes.length; i++) {
      long step = s.has(4) ? s.longs(4)[i] : 1;
      ranges[axes[i]] = SliceRange.of(starts[i], ends[i], step, x.extent(axes[i]));
    }
    return ranges;
  }

  private static Value flip(GradientScope s, Value value, boolean[] reversed) {
    long[] axes =
        IntStream.range(0, reversed.length).filter(i -> reversed[i]).asLongStream().toArray();
    if (axes.length == 0) {
      return value;
    }
    return s.apply(
        "Slice",
        value,
        s.longs(LongArrays.filled(axes.length, -1)),
        s.longs(LongArrays.filled(axes.length, Long.MIN_VALUE)),
        s.longs(axes),
        s.longs(LongArrays.filled(axes.length, -1)));
  }

  /**
   * Puts {@code step - 1} zeros behind every element of each axis: repeats the elements and clears
   * the copies, which is several times as fast as padding single elements.
   */
  static Value spread(GradientScope s, Value value, int... steps) {
    if (Arrays.stream(steps).allMatch(step -> step == 1)) {
      return value;
    }
    int first = 0;
    while (steps[first] == 1) {
      first++;
    }
    Value repeated = s.repeat(value, steps);
    int[] extents = Arrays.copyOfRange(repeated.shape().extents(), first, steps.length);
    for (int i = 0; i < extents.length; i++) {
      extents[i] = steps[first + i] == 1 ? 1 : extents[i];
    }
    float[] originals = new float[Shape.of(extents).elements()];
    for (int flat = 0; flat < originals.length; flat++) {
      boolean original = true;
      int rest = flat;
      for (int i = extents.length - 1; i >= 0; i--) {
        original &= rest % extents[i] % steps[first + i] == 0;
        rest /= extents[i];
      }
      originals[flat] = original ? 1 : 0;
    }
    return s.mul(repeated, s.constant(Tensor.floats(Shape.of(extents), originals)));
  }

  /** Every so many-th place along the spatial axes. */
  static Value sampled(GradientScope s, Value image, int[] strides) {
    if (Arrays.stream(strides).allMatch(stride -> stride == 1)) {
      return image;
    }
    int rank = image.shape().rank();
    return s.apply(
        "Slice",
        image,
        s.longs(new long[rank - 2]),
        s.longs(Arrays.copyOfRange(image.shape().toLongs(), 2, rank)),
        s.longs(IntStream.range(2, rank).asLongStream().toArray()),
        s.longs(Arrays.stream(strides).asLongStream().toArray()));
  }

  /** Zeros before and behind; a negative count cuts off. */
  static Value pad(GradientScope s, Value value, int[] begins, int[] ends) {
    long[] pads =
        IntStream.concat(Arrays.stream(begins), Arrays.stream(ends)).asLongStream().toArray();
    if (Arrays.stream(pads).allMatch(pad -> pad == 0)) {
      return value;
    }
    return s.apply("Pad", Map.of("mode", Attribute.of("constant")), value, s.longs(pads));
  }
}
