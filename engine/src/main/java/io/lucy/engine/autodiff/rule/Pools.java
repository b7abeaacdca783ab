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

/** Gradients of pooling. */
public final class Pools {
  private Pools() {}

  /** {@code y = Σ x / n} over all places. Then {@code dx = g / n}, repeated. */
  public static List<Value> globalAverage(GradientScope s) {
    double places = (double) s.x().shape().elements() / s.y().shape().elements();
    return List.of(s.mul(s.g(), 1 / places));
  }

  /** {@code y = max x} over all places. Then {@code dx = g} at the first place that holds it. */
  public static List<Value> globalMax(GradientScope s) {
    int[] extents = s.x().shape().extents();
    int[] kernel = Arrays.copyOfRange(extents, 2, extents.length);
    return List.of(maxGradient(s, Map.of("kernel_shape", Attribute.ofInts(kernel)), false));
  }

  /**
   * {@code y = max x} over each window. Then {@code dx = g} at the first place of the window that
   * holds the maximum, summed where windows overlap.
   */
  public static List<Value> max(GradientScope s) {
    Map<String, Attribute> attributes = new TreeMap<>(s.node().attributes());
    attributes.remove("storage_order");
    Window window = window(s);
    if (tiles(window, s.x().shape(), s.y().shape())) {
      Value places = s.apply("MaxPool", attributes, 2, s.x()).get(1);
      attributes.keySet().retainAll(List.of("kernel_shape", "strides"));
      return List.of(s.apply("MaxUnpool", attributes, s.g(), places));
    }
    return List.of(maxGradient(s, attributes, overlaps(window)));
  }

  private static Value maxGradient(
      GradientScope s, Map<String, Attribute> attributes, boolean overlapping) {
    Shape x = s.x().shape();
    Value places = s.apply("MaxPool", attributes, 2, s.x()).get(1);
    int count = s.g().shape().elements();
    Value scattered =
        s.apply(
            "ScatterElements",
            overlapping ? Map.of("reduction", Attribute.of("add")) : Map.of(),
            s.zeros(Shape.of(x.elements())),
            s.reshape(places, count),
            s.reshape(s.g(), count));
    return s.reshape(scattered, x);
  }

  /**
   * {@code y = Σ x / n} over each window, where {@code n} may count the padding. Then {@code dx} is
   * the sum of {@code g / n} over the windows that cover a place.
   */
  public static List<Value> average(GradientScope s) {
    Shape x = s.x().shape();
    Window window = window(s);
    int images = x.extent(0) * x.extent(1);
    if (tiles(window, x, s.y().shape())) {
      Value share = s.mul(s.g(), 1.0 / Shape.of(window.kernel()).elements());
      return List.of(s.y().shape().elements() == images ? share : repeated(s, share, window));
    }
    Value shares = s.mul(s.g(), shares(s, window));
    int[] one = x.extents();
    one[0] = images;
    one[1] = 1;
    int[] taps = new int[x.rank()];
    taps[0] = 1;
    taps[1] = 1;
    System.arraycopy(window.kernel(), 0, taps, 2, window.kernel().length);
    float[] ones = new float[Shape.of(taps).elements()];
    Arrays.fill(ones, 1);
    int[] flat = s.g().shape().extents();
    flat[0] = images;
    flat[1] = 1;
    Value filter = s.constant(Tensor.floats(Shape.of(taps), ones));
    Value g = s.reshape(shares, flat);
    Value dx = covered(s, g, filter, window, Shape.of(one));
    return List.of(s.reshape(dx, x));
  }

  private static Value repeated(GradientScope s, Value share, Window window) {
    int[] times = new int[share.shape().rank()];
    times[0] = 1;
    times[1] = 1;
    System.arraycopy(window.kernel(), 0, times, 2, window.kernel().length);
    return s.repeat(share, times);
  }

  /** A transposed convolution that also reaches places behind the last window. */
  private static Value covered(GradientScope s, Value g, Value filter, Window window, Shape x) {
    int axes = window.kernel().length;
    Window unpadded =
        new Window(window.kernel(), window.strides(), window.dilations(), new int[2 * axes]);
    Value full = s.apply("ConvTranspose", Convolutions.attributes(unpadded, 1), g, filter);
    int[] begins = new int[x.rank()];
    int[] ends = new int[x.rank()];
    for (int i = 0; i < axes; i++) {
      begins[2 + i] = -window.pads()[i];
      ends[2 + i] = x.extent(2 + i) + window.pads()[i] - full.shape().extent(2 + i);
    }
    return Slices.pad(s, full, begins, ends);
  }

  /**
   * The weight of one place in each window, [1, 1, places…]: the average of ones as the runtime
   * takes it, which is less than 1 where padding counts, over the number of places inside the
   * image.
   */
  private static Value shares(GradientScope s, Window window) {
    int[] image = s.x().shape().extents();
    image[0] = 1;
    image[1] = 1;
    int[] windows = s.g().shape().extents();
    windows[0] = 1;
    windows[1] = 1;
    float[] ones = new float[Shape.of(image).elements()];
    Arrays.fill(ones, 1);
    Value average =
        s.apply(
            "AveragePool", s.node().attributes(), s.constant(Tensor.floats(Shape.of(image), ones)));
    Tensor inside = Tensor.floats(Shape.of(windows), new float[Shape.of(windows).elements()]);
    float[] counts = inside.floats();
    Arrays.fill(counts, 1);
    for (int flat = 0; flat < counts.length; flat++) {
      int rest = flat;
      for (int axis = window.kernel().length - 1; axis >= 0; axis--) {
        int first = rest % windows[2 + axis] * window.strides()[axis] - window.pads()[axis];
        int dilation = window.dilations()[axis];
        int extent = image[2 + axis];
        counts[flat] *=
            IntStream.range(0, window.kernel()[axis])
                .map(tap -> first + tap * dilation)
                .filter(place -> place >= 0 && place < extent)
                .count();
        rest /= windows[2 + axis];
      }
    }
    return s.div(average, s.constant(inside));
  }

  private static Window window(GradientScope s) {
    return Window.of(s.node(), s.node().intsAttribute("kernel_shape"), s.x().shape());
  }

  /** Whether the windows cover the image without gaps, overlaps and padding. */
  private static boolean tiles(Window window, Shape x, Shape y) {
    return !overlaps(window)
        && IntStream.range(0, window.kernel().length)
            .allMatch(i -> window.kernel()[i] * y.extent(2 + i) == x.extent(2 + i))
        && IntStream.of(window.pads()).allMatch(pad -> pad == 0);
  }

  private static boolean overlaps(Window window) {
    return IntStream.range(0, window.kernel().length)
        .anyMatch(i -> window.kernel()[i] > window.strides()[i] || window.dilations()[i] > 1);
  }
}
