package io.lucy.engine.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Shape rules of operators that move, pick or reduce elements along axes. */
final class LayoutShapes {
  private LayoutShapes() {}

  static List<TensorType> reduce(ShapeScope s) {
    Shape x = s.shape(0);
    boolean keep = s.node().intAttribute("keepdims", 1) != 0;
    int[] axes = s.has(1) ? s.constantInts(1) : IntStream.range(0, x.rank()).toArray();
    if (s.has(1) && axes.length == 0) {
      axes =
          s.node().intAttribute("noop_with_empty_axes", 0) != 0
              ? axes
              : IntStream.range(0, x.rank()).toArray();
    }
    return List.of(new TensorType(s.elementType(0), reduced(x, axes, keep)));
  }

  static List<TensorType> argMax(ShapeScope s) {
    int axis = (int) s.node().intAttribute("axis", 0);
    boolean keep = s.node().intAttribute("keepdims", 1) != 0;
    return List.of(new TensorType(ElementType.INT64, reduced(s.shape(0), new int[] {axis}, keep)));
  }

  private static Shape reduced(Shape x, int[] axes, boolean keep) {
    boolean[] gone = new boolean[x.rank()];
    for (int axis : axes) {
      gone[x.axis(axis)] = true;
    }
    int[] extents = x.extents();
    return Shape.of(
        IntStream.range(0, x.rank())
            .filter(i -> keep || !gone[i])
            .map(i -> gone[i] ? 1 : extents[i])
            .toArray());
  }

  static List<TensorType> reshape(ShapeScope s) {
    Shape x = s.shape(0);
    long[] wanted = s.constantLongs(1);
    boolean allowZero = s.node().intAttribute("allowzero", 0) != 0;
    int[] extents = new int[wanted.length];
    int open = -1;
    for (int i = 0; i < extents.length; i++) {
      if (wanted[i] == 0 && !allowZero) {
        extents[i] = x.extent(i);
      } else if (wanted[i] == -1) {
        open = i;
        extents[i] = 1;
      } else {
        extents[i] = Math.toIntExact(wanted[i]);
      }
    }
    if (open >= 0) {
      boolean batchKept = Arrays.stream(extents).anyMatch(e -> e == Shape.BATCH);
      int known = Shape.of(extents).elements();
      if (known == 0 || x.elements() % known != 0) {
        throw s.unsupported("cannot reshape " + x + " to " + Arrays.toString(wanted));
      }
      int rest = x.elements() / known;
      if (x.hasBatch() && !batchKept) {
        if (rest != 1) {
          throw s.unsupported(
              "mixes the batch with other axes: " + x + " to " + Arrays.toString(wanted));
        }
        rest = Shape.BATCH;
      }
      extents[open] = rest;
    }
    Shape result = Shape.of(extents);
    if (result.elements() != x.elements() || result.hasBatch() != x.hasBatch()) {
      throw s.unsupported("cannot reshape " + x + " to " + Arrays.toString(wanted));
    }
    return List.of(new TensorType(s.elementType(0), result));
  }

  static List<TensorType> flatten(ShapeScope s) {
    Shape x = s.shape(0);
    int axis = (int) s.node().intAttribute("axis", 1);
    axis = axis < 0 ? axis + x.rank() : axis;
    return List.of(
        new TensorType(
            s.elementType(0), Shape.of(product(s, x, 0, axis), product(s, x, axis, x.rank()))));
  }

  private static int product(ShapeScope s, Shape x, int from, int to) {
    int[] extents = Arrays.copyOfRange(x.extents(), from, to);
    Shape part = Shape.of(extents);
    if (part.hasBatch() && part.elements() != 1) {
      throw s.unsupported("mixes the batch with other axes: " + x);
    }
    return part.hasBatch() ? Shape.BATCH : part.elements();
  }

  static List<TensorType> squeeze(ShapeScope s) {
    Shape x = s.shape(0);
    int[] axes =
        s.has(1)
            ? s.constantInts(1)
            : IntStream.range(0, x.rank()).filter(i -> x.extent(i) == 1).toArray();
    for (int axis : axes) {
      if (x.extent(axis) != 1) {
        throw s.unsupported("axis " + axis + " of " + x + " is not 1");
      }
    }
    return List.of(new TensorType(s.elementType(0), reduced(x, axes, false)));
  }

  static List<TensorType> unsqueeze(ShapeScope s) {
    Shape x = s.shape(0);
    int[] axes = s.constantInts(1);
    int rank = x.rank() + axes.length;
    boolean[] added = new boolean[rank];
    for (int axis : axes) {
      added[axis < 0 ? axis + rank : axis] = true;
    }
    int[] extents = new int[rank];
    int next = 0;
    for (int i = 0; i < rank; i++) {
      extents[i] = added[i] ? 1 : x.extent(next++);
    }
    return List.of(new TensorType(s.elementType(0), Shape.of(extents)));
  }

  static List<TensorType> transpose(ShapeScope s) {
    Shape x = s.shape(0);
    int[] reversed = IntStream.range(0, x.rank()).map(i -> x.rank() - 1 - i).toArray();
    int[] order = s.node().intsAttribute("perm", reversed);
    return List.of(
        new TensorType(s.elementType(0), Shape.of(IntStream.of(order).map(x::extent).toArray())));
  }

  static List<TensorType> concat(ShapeScope s) {
    Shape first = s.shape(0);
    int axis = first.axis((int) s.node().intAttribute("axis", 0));
    int total = 0;
    for (int i = 0; i < s.inputs().size(); i++) {
      Shape shape = s.shape(i);
      if (shape.rank() != first.rank() || !shape.with(axis, 0).equals(first.with(axis, 0))) {
        throw s.unsupported("shapes differ beside axis " + axis);
      }
      total += shape.extent(axis);
    }
    return List.of(new TensorType(s.elementType(0), first.with(axis, total)));
  }

  static List<TensorType> split(ShapeScope s) {
    Shape x = s.shape(0);
    int axis = x.axis((int) s.node().intAttribute("axis", 0));
    int parts = s.node().outputs().size();
    int[] sizes = new int[parts];
    if (s.has(1)) {
      sizes = s.constantInts(1);
    } else {
      int size = (x.extent(axis) + parts - 1) / parts;
      Arrays.fill(sizes, size);
      sizes[parts - 1] = x.extent(axis) - size * (parts - 1);
    }
    if (sizes.length != parts || IntStream.of(sizes).sum() != x.extent(axis)) {
      throw s.unsupported("parts " + Arrays.toString(sizes) + " of axis " + axis + " of " + x);
    }
    List<TensorType> types = new ArrayList<>();
    for (int size : sizes) {
      types.add(new TensorType(s.elementType(0), x.with(axis, size)));
    }
    return types;
  }

  static List<TensorType> slice(ShapeScope s) {
    Shape x = s.shape(0);
    long[] starts = s.constantLongs(1);
    long[] ends = s.constantLongs(2);
    long[] axes = new long[starts.length];
    Arrays.setAll(axes, i -> i);
    long[] steps = new long[starts.length];
    Arrays.fill(steps, 1);
    axes = s.has(3) ? s.constantLongs(3) : axes;
    steps = s.has(4) ? s.constantLongs(4) : steps;
    int[] extents = x.extents();
    for (int i = 0; i < starts.length; i++) {
      int axis = x.axis((int) axes[i]);
      SliceRange range = SliceRange.of(starts[i], ends[i], steps[i], x.extent(axis));
      if (x.extent(axis) == Shape.BATCH && !range.isWhole()) {
        throw s.unsupported("slices the batch");
      }
      extents[axis] = x.extent(axis) == Shape.BATCH ? Shape.BATCH : range.length();
    }
    return List.of(new TensorType(s.elementType(0), Shape.of(extents)));
  }

  static List<TensorType> expand(ShapeScope s) {
    long[] wanted = s.constantLongs(1);
    int[] extents = new int[wanted.length];
    Arrays.setAll(extents, i -> Math.toIntExact(wanted[i]));
    return List.of(new TensorType(s.elementType(0), s.shape(0).broadcast(Shape.of(extents))));
  }

  static List<TensorType> tile(ShapeScope s) {
    long[] repeats = s.constantLongs(1);
    int[] extents = s.shape(0).extents();
    for (int i = 0; i < extents.length; i++) {
      if (extents[i] == Shape.BATCH && repeats[i] != 1) {
        throw s.unsupported("repeats the batch");
      }
      extents[i] =
          extents[i] == Shape.BATCH ? Shape.BATCH : Math.toIntExact(extents[i] * repeats[i]);
    }
    return List.of(new TensorType(s.elementType(0), Shape.of(extents)));
  }

  static List<TensorType> gather(ShapeScope s) {
    Shape x = s.shape(0);
    int axis = x.axis((int) s.node().intAttribute("axis", 0));
    List<Integer> extents = new ArrayList<>();
    for (int i = 0; i < axis; i++) {
      extents.add(x.extent(i));
    }
    for (int extent : s.shape(1).extents()) {
      extents.add(extent);
    }
    for (int i = axis + 1; i < x.rank(); i++) {
      extents.add(x.extent(i));
    }
    return List.of(
        new TensorType(s.elementType(0), Shape.of(extents.stream().mapToInt(e -> e).toArray())));
  }

  static List<TensorType> constantOfShape(ShapeScope s) {
    int[] extents = s.constantInts(0);
    ElementType type =
        s.node().attributes().get("value") instanceof Attribute.Constant c
            ? c.value().type().elementType()
            : ElementType.FLOAT;
    return List.of(new TensorType(type, Shape.of(extents)));
  }

  static List<TensorType> oneHot(ShapeScope s) {
    if (s.node().intAttribute("axis", -1) != -1) {
      throw s.unsupported("axis must be the last");
    }
    int depth = Math.toIntExact(s.constantLongs(1)[0]);
    int[] extents = Arrays.copyOf(s.shape(0).extents(), s.shape(0).rank() + 1);
    extents[extents.length - 1] = depth;
    return List.of(new TensorType(s.elementType(2), Shape.of(extents)));
  }
}
