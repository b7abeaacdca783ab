package io.lucy.engine.graph;

import java.util.Arrays;
import java.util.List;

/** Shape rules of operators over images: [N, channels, spatial…]. */
final class SpatialShapes {
  private SpatialShapes() {}

  static List<TensorType> conv(ShapeScope s) {
    Shape x = s.shape(0);
    Shape w = s.shape(1);
    int groups = Math.toIntExact(s.node().intAttribute("group", 1));
    if (x.rank() != w.rank() || x.extent(1) != w.extent(1) * groups || w.extent(0) % groups != 0) {
      throw s.unsupported("weights " + w + " in " + groups + " groups do not fit the input " + x);
    }
    int[] kernel = Arrays.copyOfRange(w.extents(), 2, w.rank());
    return slide(s, x, w.extent(0), Window.of(s.node(), kernel, x), false);
  }

  static List<TensorType> convTranspose(ShapeScope s) {
    Shape x = s.shape(0);
    Shape w = s.shape(1);
    int groups = Math.toIntExact(s.node().intAttribute("group", 1));
    int axes = w.rank() - 2;
    int[] kernel = Arrays.copyOfRange(w.extents(), 2, w.rank());
    if (x.extent(1) != w.extent(0)) {
      throw s.unsupported("weights " + w + " do not fit the input " + x);
    }
    String auto = s.node().textAttribute("auto_pad", "NOTSET");
    if (s.node().has("output_shape") || auto.startsWith("SAME")) {
      throw s.unsupported(
          "output_shape and auto_pad " + auto + " are not read; export explicit pads");
    }
    Window window = Window.of(s.node(), kernel, x);
    int[] outputPadding = s.node().intsAttribute("output_padding", new int[axes]);
    int[] extents = x.extents();
    extents[1] = w.extent(1) * groups;
    for (int i = 0; i < axes; i++) {
      extents[2 + i] =
          window.strides()[i] * (x.extent(2 + i) - 1)
              + outputPadding[i]
              + (kernel[i] - 1) * window.dilations()[i]
              + 1
              - window.pads()[i]
              - window.pads()[axes + i];
    }
    return List.of(TensorType.floats(extents));
  }

  static List<TensorType> maxPool(ShapeScope s) {
    TensorType pooled = averagePool(s).get(0);
    return List.of(pooled, new TensorType(ElementType.INT64, pooled.shape()));
  }

  static List<TensorType> maxUnpool(ShapeScope s) {
    Shape x = s.shape(0);
    Window window = Window.of(s.node(), s.node().intsAttribute("kernel_shape"), x);
    int[] extents = x.extents();
    for (int i = 0; i < window.axes(); i++) {
      int pads = window.pads()[i] + window.pads()[window.axes() + i];
      extents[2 + i] = (x.extent(2 + i) - 1) * window.strides()[i] + window.kernel()[i] - pads;
    }
    return List.of(TensorType.floats(extents));
  }

  static List<TensorType> averagePool(ShapeScope s) {
    Shape x = s.shape(0);
    Window window = Window.of(s.node(), s.node().intsAttribute("kernel_shape"), x);
    return slide(s, x, x.extent(1), window, s.node().intAttribute("ceil_mode", 0) != 0);
  }

  static List<TensorType> globalPool(ShapeScope s) {
    int[] extents = s.shape(0).extents();
    Arrays.fill(extents, 2, extents.length, 1);
    return List.of(TensorType.floats(extents));
  }

  static List<TensorType> resize(ShapeScope s) {
    int[] extents = s.shape(0).extents();
    if (s.has(3)) {
      long[] sizes = s.constantLongs(3);
      for (int i = 0; i < extents.length; i++) {
        extents[i] = extents[i] == Shape.BATCH ? Shape.BATCH : Math.toIntExact(sizes[i]);
      }
    } else {
      Tensor scales = s.constants().get(s.node().input(2));
      if (scales == null || scales.shape().elements() != extents.length) {
        throw s.unsupported("scales must be constant, one per axis");
      }
      for (int i = 0; i < extents.length; i++) {
        extents[i] =
            extents[i] == Shape.BATCH
                ? Shape.BATCH
                : (int) Math.floor(extents[i] * scales.floats()[i]);
      }
    }
    return List.of(new TensorType(s.elementType(0), Shape.of(extents)));
  }

  static List<TensorType> pad(ShapeScope s) {
    int[] extents = s.shape(0).extents();
    long[] pads = s.constantLongs(1);
    long[] axes = new long[extents.length];
    Arrays.setAll(axes, i -> i);
    if (s.has(3)) {
      axes = s.constantLongs(3);
    }
    for (int i = 0; i < axes.length; i++) {
      int axis = s.shape(0).axis((int) axes[i]);
      long grown = pads[i] + pads[axes.length + i];
      if (grown != 0 && extents[axis] == Shape.BATCH) {
        throw s.unsupported("pads the batch");
      }
      extents[axis] += (int) grown;
    }
    return List.of(new TensorType(s.elementType(0), Shape.of(extents)));
  }

  private static List<TensorType> slide(
      ShapeScope s, Shape x, int channels, Window window, boolean ceil) {
    int[] extents = x.extents();
    extents[1] = channels;
    for (int i = 0; i < window.axes(); i++) {
      extents[2 + i] = window.places(i, x.extent(2 + i), ceil);
    }
    return List.of(new TensorType(s.elementType(0), Shape.of(extents)));
  }
}
