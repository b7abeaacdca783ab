package io.lucy.engine.autodiff;

import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import java.util.List;

/** The part of the matrix that has windows: convolutions, pooling, resizing. */
final class SpatialGradientCases {
  private final List<GradientCase> cases;

  SpatialGradientCases(List<GradientCase> cases) {
    this.cases = cases;
  }

  void addAll() {
    convolutions();
    transposedConvolutions();
    pools();
    resizes();
  }

  private GradientCase on(String op) {
    GradientCase added = GradientCase.of(op);
    cases.add(added);
    return added;
  }

  private void convolutions() {
    int[][] strides = {{1, 1}, {2, 2}, {2, 1}, {3, 2}};
    int[][] dilations = {{1, 1}, {2, 1}, {2, 2}};
    int[][] pads = {{0, 0, 0, 0}, {1, 1, 1, 1}, {0, 1, 2, 0}, {2, 2, 1, 3}};
    int[][] kernels = {{1, 1}, {3, 3}, {2, 3}};
    for (int groups : new int[] {1, 2, 4}) {
      for (int[] kernel : kernels) {
        for (int[] stride : strides) {
          for (int[] dilation : dilations) {
            for (int[] pad : pads) {
              conv("Conv", groups, kernel, true)
                  .withInts("strides", stride)
                  .withInts("dilations", dilation)
                  .withInts("pads", pad);
              conv("Conv", groups, kernel, false)
                  .withInts("strides", stride)
                  .withInts("dilations", dilation)
                  .withInts("pads", pad);
            }
          }
        }
      }
    }
    for (String auto : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      conv("Conv", 1, new int[] {2, 3}, false).with("auto_pad", auto).withInts("strides", 2, 2);
      conv("Conv", 2, new int[] {3, 2}, true).with("auto_pad", auto);
    }
    on("Conv").input(2, 3, 9).input(4, 3, 3).input(4).withInts("strides", 2).withInts("pads", 1, 2);
    on("Conv").input(2, 3, 9).fixed(4, 3, 3).withInts("pads", 1, 1).withInts("dilations", 2);
    on("Conv").input(2, 3, 7, 8).input(5, 3, 1, 1).input(5).withInts("strides", 2, 3);
    on("Conv").input(1, 2, 4, 3, 4).input(3, 2, 2, 2, 3).withInts("strides", 1, 2, 1);
    on("Conv")
        .input(2, 3, 8, 8)
        .fixed(4, 3, 3, 3)
        .withInts("strides", 2, 2)
        .withInts("pads", 1, 1, 1, 1);
    on("Conv").input(2, 3, 8, 8).fixed(4, 3, 1, 1).withInts("strides", 2, 2);
    on("Conv")
        .input(2, 4, 8, 8)
        .fixed(4, 1, 3, 3)
        .withInts("strides", 2, 2)
        .withInts("pads", 1, 1, 1, 1)
        .with("group", 4);
  }

  /** Eight channels in, sixteen out: what the blocked kernels of the runtime are made for. */
  private GradientCase conv(String op, int groups, int[] kernel, boolean fixed) {
    GradientCase added = on(op).with("group", groups).input(2, 4, 7, 8);
    int[] weights = {8, 4 / groups, kernel[0], kernel[1]};
    return fixed ? added.fixed(weights).fixed(8) : added.input(weights).input(8);
  }

  private void transposedConvolutions() {
    int[][] strides = {{1, 1}, {2, 2}, {3, 1}};
    for (int groups : new int[] {1, 2}) {
      for (int[] stride : strides) {
        for (int dilation = 1; dilation < 3; dilation++) {
          for (int pad = 0; pad < 2; pad++) {
            GradientCase added =
                on("ConvTranspose").with("group", groups).withInts("strides", stride);
            added.withInts("dilations", dilation, 1).withInts("pads", pad, 0, 0, pad);
            added.input(2, 4, 3, 4).input(4, 6 / groups, 3, 2).input(6);
          }
        }
      }
    }
    on("ConvTranspose")
        .input(2, 4, 3, 4)
        .fixed(4, 3, 2, 2)
        .withInts("strides", 2, 2)
        .withInts("output_padding", 1, 0);
    on("ConvTranspose").input(2, 4, 5).input(4, 3, 3).withInts("strides", 2);
  }

  private void pools() {
    int[][] strides = {{1, 1}, {2, 2}, {3, 3}, {3, 2}};
    int[][] pads = {{0, 0, 0, 0}, {1, 1, 1, 1}, {0, 1, 1, 0}};
    int[][] kernels = {{2, 2}, {3, 3}, {2, 3}};
    for (int[] kernel : kernels) {
      for (int[] stride : strides) {
        for (int[] pad : pads) {
          for (long ceil = 0; ceil < (endsInPadding(kernel, stride, pad) ? 1 : 2); ceil++) {
            pool("MaxPool", kernel, stride, pad, ceil);
            pool("AveragePool", kernel, stride, pad, ceil).with("count_include_pad", 0);
            pool("AveragePool", kernel, stride, pad, ceil).with("count_include_pad", 1);
          }
        }
      }
    }
    pool("MaxPool", new int[] {2, 2}, new int[] {1, 2}, pads[0], 0).withInts("dilations", 2, 2);
    pool("MaxPool", new int[] {2, 2}, new int[] {2, 2}, pads[1], 1).withInts("dilations", 2, 1);
    pool("AveragePool", new int[] {2, 2}, new int[] {2, 1}, pads[0], 0).withInts("dilations", 2, 2);
    on("MaxPool")
        .withInts("kernel_shape", 2, 2)
        .withInts("strides", 2, 2)
        .input(2, 3, 4, 6)
        .distinct();
    on("MaxPool").withInts("kernel_shape", 3).withInts("strides", 3).input(2, 2, 9).distinct();
    on("AveragePool").withInts("kernel_shape", 4, 6).input(2, 3, 4, 6);
    on("MaxPool")
        .withInts("kernel_shape", 4, 6)
        .withInts("strides", 1, 1)
        .input(2, 3, 4, 6)
        .distinct();
    on("MaxPool").withInts("kernel_shape", 3).withInts("strides", 2).input(2, 3, 9).distinct();
    on("AveragePool").withInts("kernel_shape", 2, 2).withInts("strides", 2, 2).input(2, 3, 4, 6);
    on("AveragePool").withInts("kernel_shape", 3).withInts("strides", 2).input(2, 3, 9);
    for (String auto : List.of("SAME_UPPER", "SAME_LOWER")) {
      on("MaxPool")
          .with("auto_pad", auto)
          .withInts("kernel_shape", 2, 3)
          .withInts("strides", 2, 2)
          .input(1, 2, 5, 5)
          .distinct();
      on("AveragePool")
          .with("auto_pad", auto)
          .withInts("kernel_shape", 2, 3)
          .withInts("strides", 2, 2)
          .input(1, 2, 5, 5);
    }
    for (String op : List.of("GlobalMaxPool", "GlobalAveragePool")) {
      on(op).input(2, 3, 4, 5).distinct();
      on(op).input(2, 3, 7).distinct();
    }
  }

  /**
   * Whether ceil_mode would put a last window wholly into the padding; the runtime drops it, but
   * its shape inference does not, so such a node cannot run at all.
   */
  private static boolean endsInPadding(int[] kernel, int[] stride, int[] pad) {
    int[] image = {5, 6};
    boolean ends = false;
    for (int i = 0; i < 2; i++) {
      int room = image[i] + pad[i] + pad[2 + i] - kernel[i];
      int last = (room + stride[i] - 1) / stride[i] * stride[i];
      ends |= last >= image[i] + pad[i];
    }
    return ends;
  }

  private GradientCase pool(String op, int[] kernel, int[] stride, int[] pad, long ceil) {
    GradientCase added = on(op).withInts("kernel_shape", kernel).withInts("strides", stride);
    return added.withInts("pads", pad).with("ceil_mode", ceil).input(2, 2, 5, 6).distinct();
  }

  private void resizes() {
    float[][] scales = {{1, 1, 2, 2}, {1, 1, 3, 2}, {1, 1, 1.5f, 2}, {1, 1, 0.5f, 0.5f}};
    for (String coordinates : List.of("half_pixel", "asymmetric", "align_corners")) {
      for (String rounding : List.of("round_prefer_floor", "floor", "ceil", "round_prefer_ceil")) {
        for (float[] scale : scales) {
          on("Resize")
              .with("coordinate_transformation_mode", coordinates)
              .with("nearest_mode", rounding)
              .input(2, 3, 4, 4)
              .absent()
              .fixed(Tensor.floats(Shape.of(4), scale));
        }
      }
    }
    on("Resize").input(1, 2, 3, 4).absent().absent().longs(1, 2, 7, 5);
  }
}
