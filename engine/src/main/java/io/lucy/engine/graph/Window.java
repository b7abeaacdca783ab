package io.lucy.engine.graph;

import java.util.Arrays;

/**
 * The sliding window of a convolution or pooling, with every default spelled out.
 *
 * <p>Per spatial axis: kernel, stride and dilation; pads are all beginnings, then all ends. {@code
 * auto_pad} is resolved into pads.
 */
public record Window(int[] kernel, int[] strides, int[] dilations, int[] pads) {

  /** The window of a node over an input of a known shape. */
  public static Window of(Node node, int[] kernel, Shape input) {
    int axes = kernel.length;
    int[] ones = new int[axes];
    Arrays.fill(ones, 1);
    int[] strides = node.intsAttribute("strides", ones);
    int[] dilations = node.intsAttribute("dilations", ones);
    int[] pads = node.intsAttribute("pads", new int[2 * axes]);
    String auto = node.textAttribute("auto_pad", "NOTSET");
    if (auto.startsWith("SAME")) {
      pads = new int[2 * axes];
      for (int i = 0; i < axes; i++) {
        int extent = input.extent(2 + i);
        int out = (extent + strides[i] - 1) / strides[i];
        int total =
            Math.max(0, (out - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 - extent);
        pads[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
        pads[axes + i] = total - pads[i];
      }
    } else if (auto.equals("VALID")) {
      pads = new int[2 * axes];
    }
    return new Window(kernel, strides, dilations, pads);
  }

  int axes() {
    return kernel.length;
  }

  /** How many places the window takes along a spatial axis. */
  public int places(int axis, int extent, boolean ceil) {
    int span = (kernel[axis] - 1) * dilations[axis] + 1;
    int room = extent + pads[axis] + pads[axes() + axis] - span;
    if (room < 0) {
      throw new IllegalArgumentException(
          "window of "
              + span
              + " does not fit into "
              + extent
              + " with pads "
              + Arrays.toString(pads));
    }
    int places = (ceil ? (room + strides[axis] - 1) / strides[axis] : room / strides[axis]) + 1;
    if (ceil && (places - 1) * strides[axis] >= extent + pads[axis]) {
      places--;
    }
    return places;
  }
}
