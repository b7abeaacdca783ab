package io.lucy.engine.surgery;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.SliceRange;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What slices and pads do to axis 1. */
final class ChannelAxis {
  private ChannelAxis() {}

  /** The channels that a Slice takes, or null when it takes all. */
  static int @Nullable [] sliced(Graph graph, Node slice) {
    Shape x = graph.shape(slice.input(0));
    long[] starts = graph.constants().get(slice.input(1)).longs();
    long[] ends = graph.constants().get(slice.input(2)).longs();
    for (int i = 0; i < starts.length; i++) {
      long axis = slice.hasInput(3) ? graph.constants().get(slice.input(3)).longs()[i] : i;
      long step = slice.hasInput(4) ? graph.constants().get(slice.input(4)).longs()[i] : 1;
      SliceRange range = SliceRange.of(starts[i], ends[i], step, x.extent((int) axis));
      if (x.axis((int) axis) == 1 && !range.isWhole()) {
        return IntStream.range(0, range.length())
            .map(k -> range.start() + k * range.step())
            .toArray();
      }
    }
    return null;
  }

  /** How many channels a Pad adds before and after. */
  static int[] padding(Graph graph, Node pad) {
    long[] pads = graph.constants().get(pad.input(1)).longs();
    int axes = pads.length / 2;
    for (int i = 0; i < axes; i++) {
      long axis = pad.hasInput(3) ? graph.constants().get(pad.input(3)).longs()[i] : i;
      if (graph.shape(pad.input(0)).axis((int) axis) == 1) {
        return new int[] {(int) pads[i], (int) pads[axes + i]};
      }
    }
    return new int[] {0, 0};
  }
}
