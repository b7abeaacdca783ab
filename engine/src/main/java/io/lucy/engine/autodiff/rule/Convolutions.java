package io.lucy.engine.autodiff.rule;

import io.lucy.engine.autodiff.GradientScope;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import io.lucy.engine.graph.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Gradients of convolutions and transposed convolutions, in any number of spatial axes. */
public final class Convolutions {
  private Convolutions() {}

  /**
   * {@code y = x ⋆ w + b}. Then {@code dx} is {@code g} convolved with the flipped filters, {@code
   * dw} is {@code x} correlated with {@code g}, and {@code db} is the sum of {@code g} over all
   * images and places.
   */
  public static List<Value> conv(GradientScope s) {
    Value x = s.input(0);
    Value w = s.input(1);
    Window window = window(s, x.shape());
    return List.of(
        inputGradient(s, s.g(), w, window, x.shape()),
        weightGradient(s, x, s.g(), window, w.shape()),
        biasGradient(s));
  }

  /**
   * {@code y = x ⋆ᵀ w + b}, the input gradient of a convolution. Then {@code dx = g ⋆ w}, {@code
   * dw} is {@code g} correlated with {@code x}, and {@code db} is the sum of {@code g}.
   */
  public static List<Value> convTranspose(GradientScope s) {
    Value x = s.input(0);
    Value w = s.input(1);
    Window window = window(s, x.shape());
    return List.of(
        s.apply("Conv", attributes(window, groups(s)), s.g(), w),
        weightGradient(s, s.g(), x, window, w.shape()),
        biasGradient(s));
  }

  private static Window window(GradientScope s, Shape x) {
    int[] weights = s.input(1).shape().extents();
    return Window.of(s.node(), Arrays.copyOfRange(weights, 2, weights.length), x);
  }

  private static int groups(GradientScope s) {
    return (int) s.node().intAttribute("group", 1);
  }

  private static Value biasGradient(GradientScope s) {
    int rank = s.g().shape().rank();
    int[] axes = IntStream.range(0, rank).filter(axis -> axis != 1).toArray();
    return s.reshape(s.sum(s.g(), axes), s.g().shape().extent(1));
  }

  static Value inputGradient(GradientScope s, Value g, Value w, Window window, Shape x) {
    int axes = window.kernel().length;
    int[] outputPadding = new int[axes];
    int[] pads = new int[2 * axes];
    boolean plain = s.constant(1).isPresent();
    for (int i = 0; i < axes; i++) {
      int span = (window.kernel()[i] - 1) * window.dilations()[i] + 1;
      int reached = (g.shape().extent(2 + i) - 1) * window.strides()[i] + span;
      outputPadding[i] = x.extent(2 + i) + window.pads()[i] + window.pads()[axes + i] - reached;
      pads[i] = span - 1 - window.pads()[i];
      pads[axes + i] = span - 1 - window.pads()[axes + i];
      plain &= window.strides()[i] == 1 && pads[i] >= 0 && pads[axes + i] >= 0;
    }
    if (plain) {
      Tensor flipped = Filters.flipped(s.constant(1).orElseThrow(), groups(s));
      Window back = new Window(window.kernel(), window.strides(), window.dilations(), pads);
      return s.apply("Conv", attributes(back, groups(s)), g, s.constant(flipped));
    }
    Map<String, Attribute> attributes = attributes(window, groups(s));
    attributes.put("output_padding", Attribute.ofInts(outputPadding));
    return s.apply("ConvTranspose", attributes, g, w);
  }

  /**
   * A convolution over transposed axes: images become channels, channels become images, and the
   * gradient is the filter, its taps a stride apart.
   */
  private static Value weightGradient(GradientScope s, Value x, Value g, Window window, Shape w) {
    int groups = groups(s);
    if (groups == 1 && isPointwise(window)) {
      return pointwiseGradient(s, x, g, window, w);
    }
    Value images = Filters.channelsFirst(s, x, groups);
    Value filters = s.transpose(g, Filters.swapped(g.shape().rank()));
    int[] taps = Arrays.copyOfRange(g.shape().extents(), 2, g.shape().rank());
    Window across = new Window(taps, window.dilations(), window.strides(), window.pads());
    Value dw = s.apply("Conv", attributes(across, groups), images, filters);
    Shape wanted = Shape.of(dw.shape().extents());
    for (int axis = 2; axis < w.rank(); axis++) {
      wanted = wanted.with(axis, w.extent(axis));
    }
    return s.transpose(Filters.cropped(s, dw, wanted), Filters.swapped(w.rank()));
  }

  private static boolean isPointwise(Window window) {
    return Arrays.stream(window.kernel()).allMatch(taps -> taps == 1)
        && Arrays.stream(window.pads()).allMatch(pad -> pad == 0);
  }

  /** With one tap, {@code dw} is a matrix product per image: ten times as fast as a convolution. */
  private static Value pointwiseGradient(
      GradientScope s, Value x, Value g, Window window, Shape w) {
    int samples = g.shape().extent(0);
    int places = g.shape().elements() / samples / g.shape().extent(1);
    Value met = Slices.sampled(s, x, window.strides());
    Value columns = s.transpose(s.reshape(met, samples, x.shape().extent(1), places), 0, 2, 1);
    Value perImage = s.apply("MatMul", s.reshape(g, samples, g.shape().extent(1), places), columns);
    return s.reshape(s.sum(perImage, 0), w);
  }

  static Map<String, Attribute> attributes(Window window, int groups) {
    Map<String, Attribute> attributes = new TreeMap<>();
    attributes.put("kernel_shape", Attribute.ofInts(window.kernel()));
    attributes.put("strides", Attribute.ofInts(window.strides()));
    attributes.put("dilations", Attribute.ofInts(window.dilations()));
    attributes.put("pads", Attribute.ofInts(window.pads()));
    attributes.put("group", Attribute.of((long) groups));
    return attributes;
  }
}
