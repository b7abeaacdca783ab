package io.lucy.engine.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One reading of a file: takes nodes in running order, raises, folds or drops each, and keeps the
 * rest.
 *
 * <p>Values are in one of three places: known before the run ({@code known}), another name for a
 * value ({@code aliases}), or in the graph that is being built. A known value enters the graph as a
 * constant when a node that stays reads it.
 */
final class Loading {
  private final OpsetUpgrade upgrade;
  private final GraphBuilder builder = new GraphBuilder();
  private final Map<String, Tensor> initialisers;
  private final Map<String, FoldedValue> known = new HashMap<>();
  private final Map<String, String> aliases = new HashMap<>();

  Loading(int opset, Map<String, Tensor> initialisers) {
    this.upgrade = new OpsetUpgrade(opset, this);
    this.initialisers = new HashMap<>(initialisers);
  }

  void input(String name, TensorType type) {
    builder.input(name, type);
  }

  void node(Node node) {
    List<String> inputs = node.inputs().stream().map(this::resolve).toList();
    for (Node raised : upgrade.raise(node.withInputs(inputs))) {
      place(raised);
    }
  }

  void output(String name) {
    String resolved = resolve(name);
    materialise(resolved, -1);
    if (resolved.equals(name)) {
      builder.output(name);
    } else {
      builder.output(name, builder.value(resolved));
    }
  }

  Graph graph() {
    return builder.build();
  }

  /** A name for a new constant. */
  String constant(Tensor tensor, String stem) {
    String name = stem;
    while (initialisers.containsKey(name) || builder.has(name) || known.containsKey(name)) {
      name += "'";
    }
    initialisers.put(name, tensor);
    return name;
  }

  /** The value behind a name, if it is known before the run. */
  Optional<FoldedValue> knownValue(String name) {
    Tensor tensor = initialisers.get(name);
    return tensor != null
        ? Optional.of(FoldedValue.of(tensor))
        : Optional.ofNullable(known.get(name));
  }

  boolean isKnown(String name) {
    return initialisers.containsKey(name) || known.containsKey(name);
  }

  TensorType type(String name) {
    if (builder.has(name)) {
      return builder.value(name).type();
    }
    Tensor tensor = initialisers.get(name);
    if (tensor != null) {
      return tensor.type();
    }
    FoldedValue value = known.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no such value: '" + name + "'");
    }
    return new TensorType(value.elementType(), value.shape());
  }

  private void place(Node node) {
    if (node.op().equals("Constant")) {
      initialisers.put(node.output(), Constants.of(node));
      return;
    }
    if (node.op().equals("Identity") || node.op().equals("Dropout")) {
      aliases.put(node.output(), node.input(0));
      return;
    }
    if (node.op().equals("Shape")) {
      int rank = type(node.input(0)).shape().rank();
      FoldedValue whole = FoldedValue.ofShape(type(node.input(0)).shape());
      int start = bound(node.intAttribute("start", 0), rank);
      int end = bound(node.intAttribute("end", rank), rank);
      double[] part = java.util.Arrays.copyOfRange(whole.elements(), start, Math.max(start, end));
      known.put(node.output(), new FoldedValue(ElementType.INT64, Shape.of(part.length), part));
      return;
    }
    if (node.inputs().stream().filter(i -> !i.isEmpty()).allMatch(this::isKnown)
        && !node.inputs().isEmpty()) {
      List<FoldedValue> inputs = new ArrayList<>();
      for (String input : node.inputs()) {
        knownValue(input).ifPresent(inputs::add);
      }
      Optional<FoldedValue> folded =
          inputs.size() == node.inputs().size()
              ? ConstantFolding.fold(node, inputs)
              : Optional.empty();
      if (folded.isPresent()) {
        known.put(node.output(), folded.get());
        return;
      }
    }
    builder.add(node.withInputs(node.inputs().stream().map(i -> constantInput(node, i)).toList()));
  }

  private static int bound(long index, int rank) {
    long positive = index < 0 ? index + rank : index;
    return (int) Math.min(Math.max(positive, 0), rank);
  }

  /**
   * Makes sure that what a node reads is in the graph, with the batch written as the node
   * understands it.
   */
  private String constantInput(Node node, String name) {
    if (name.isEmpty() || builder.has(name)) {
      return name;
    }
    FoldedValue value = known.get(name);
    if (value == null || !value.hasBatch()) {
      materialise(name, -1);
      return name;
    }
    long batch =
        switch (node.op()) {
          case "Reshape" -> reshapeBatch(value);
          case "Expand" -> 1;
          case "Slice" -> Long.MAX_VALUE;
          default -> -1;
        };
    String own = name + "@" + node.op();
    if (!builder.has(own)) {
      builder.constant(own, value.tensor(batch));
    }
    return own;
  }

  /** In a Reshape, 0 copies the extent at the same place and -1 takes what is left. */
  private static long reshapeBatch(FoldedValue shape) {
    boolean first = Double.isNaN(shape.elements()[0]);
    return first ? 0 : -1;
  }

  private void materialise(String name, long batch) {
    if (builder.has(name)) {
      return;
    }
    Tensor tensor = initialisers.get(name);
    if (tensor == null && known.containsKey(name)) {
      tensor = known.get(name).tensor(batch);
    }
    if (tensor != null) {
      builder.constant(name, tensor);
    }
  }

  private String resolve(String name) {
    String resolved = name;
    while (aliases.containsKey(resolved)) {
      resolved = aliases.get(resolved);
    }
    return resolved;
  }
}
