package io.lucy.engine.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Graph} node by node; every value has its type as soon as it is added.
 *
 * <p>Names that the builder invents depend only on what was added before, so equal calls give equal
 * graphs. Not thread-safe.
 */
public final class GraphBuilder {
  private final Map<String, TensorType> types = new LinkedHashMap<>();
  private final List<String> inputs = new ArrayList<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> nodeNames = new java.util.HashSet<>();
  private final Set<String> outputs = new LinkedHashSet<>();
  private final Map<String, Integer> counters = new LinkedHashMap<>();
  private final Map<Tensor, Value> sharedConstants = new LinkedHashMap<>();

  public Value input(String name, TensorType type) {
    declare(name, type);
    inputs.add(name);
    return new Value(name, type);
  }

  /** Adds an initialiser under its own name. */
  public Value constant(String name, Tensor tensor) {
    declare(name, tensor.type());
    constants.put(name, tensor);
    return new Value(name, tensor.type());
  }

  /** An initialiser under an invented name; equal small tensors share one. */
  public Value constant(Tensor tensor) {
    if (tensor.shape().elements() > 64) {
      return constant(freshName("constant"), tensor);
    }
    Value shared = sharedConstants.get(tensor);
    if (shared == null) {
      shared = constant(freshName("constant"), tensor);
      sharedConstants.put(tensor, shared);
    }
    return shared;
  }

  public Value scalar(float value) {
    return constant(Tensor.scalar(value));
  }

  /** Adds a node as it is, inferring the types of its outputs. */
  public void add(Node node) {
    List<TensorType> inputTypes = new ArrayList<>();
    for (String input : node.inputs()) {
      if (input.isEmpty()) {
        inputTypes.add(null);
      } else if (!types.containsKey(input)) {
        throw new IllegalArgumentException(node + " reads '" + input + "', which nothing writes");
      } else {
        inputTypes.add(types.get(input));
      }
    }
    List<TensorType> outputTypes =
        ShapeInference.infer(new ShapeScope(node, inputTypes, constants));
    for (int i = 0; i < node.outputs().size(); i++) {
      if (!node.outputs().get(i).isEmpty()) {
        declare(node.outputs().get(i), outputTypes.get(i));
      }
    }
    if (!nodeNames.add(node.name())) {
      throw new IllegalArgumentException("two nodes named '" + node.name() + "'");
    }
    nodes.add(node);
  }

  /** Adds a node with one output under invented names. */
  public Value add(String op, Map<String, Attribute> attributes, @Nullable Value... inputs) {
    return add(op, attributes, 1, inputs).get(0);
  }

  /** Adds a node without attributes and with one output under invented names. */
  public Value add(String op, @Nullable Value... inputs) {
    return add(op, Map.of(), inputs);
  }

  /** Adds a node with several outputs under invented names. */
  public List<Value> add(
      String op, Map<String, Attribute> attributes, int outputs, @Nullable Value... inputs) {
    List<String> inputNames = new ArrayList<>();
    for (Value input : inputs) {
      inputNames.add(input == null ? "" : input.name());
    }
    while (!inputNames.isEmpty() && inputNames.get(inputNames.size() - 1).isEmpty()) {
      inputNames.remove(inputNames.size() - 1);
    }
    String name = freshName(op);
    List<String> outputNames = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      outputNames.add(outputs == 1 ? name : name + "." + i);
    }
    add(new Node(name, op, inputNames, outputNames, attributes));
    return outputNames.stream().map(this::value).toList();
  }

  /**
   * Adds another graph's constants and nodes; its inputs must be known here under the same names.
   */
  public void append(Graph graph) {
    append(graph, Map.of(), "");
  }

  /**
   * Adds another graph's constants and nodes under a prefix.
   *
   * @param bindings for each of the graph's inputs by name, the value here that takes its place; an
   *     input without a binding must be known here under its prefixed name
   * @param prefix goes before every name that is taken over
   * @return what each name of the graph is called here
   */
  public Map<String, String> append(Graph graph, Map<String, Value> bindings, String prefix) {
    Map<String, String> renamed = new LinkedHashMap<>();
    renamed.put("", "");
    for (Value input : graph.inputs()) {
      Value bound = bindings.get(input.name());
      String name = bound == null ? prefix + input.name() : bound.name();
      if (!types.containsKey(name)) {
        throw new IllegalArgumentException("input '" + input.name() + "' is bound to nothing");
      }
      renamed.put(input.name(), name);
    }
    graph
        .constants()
        .forEach(
            (name, tensor) -> {
              renamed.put(name, prefix + name);
              constant(prefix + name, tensor);
            });
    for (Node node : graph.nodes()) {
      node.outputs().stream().filter(o -> !o.isEmpty()).forEach(o -> renamed.put(o, prefix + o));
      add(
          new Node(
              prefix + node.name(),
              node.op(),
              node.inputs().stream().map(renamed::get).toList(),
              node.outputs().stream().map(renamed::get).toList(),
              node.attributes()));
    }
    return renamed;
  }

  public void output(String name) {
    if (!types.containsKey(name)) {
      throw new IllegalArgumentException("no such value: '" + name + "'");
    }
    outputs.add(name);
  }

  public void output(Value value) {
    output(value.name());
  }

  /** Gives a value a name of its own and makes it an output. */
  public Value output(String name, Value value) {
    Node identity = new Node(name, "Identity", List.of(value.name()), List.of(name), Map.of());
    add(identity);
    output(name);
    return value(name);
  }

  public Value value(String name) {
    TensorType type = types.get(name);
    if (type == null) {
      throw new IllegalArgumentException("no such value: '" + name + "'");
    }
    return new Value(name, type);
  }

  public boolean has(String name) {
    return types.containsKey(name);
  }

  /** The constant behind a name, if it is one. */
  public java.util.Optional<Tensor> constantOf(String name) {
    return java.util.Optional.ofNullable(constants.get(name));
  }

  /** A name that is not taken, made from a stem. */
  public String freshName(String stem) {
    while (true) {
      String name = stem + "_" + counters.merge(stem, 1, Integer::sum);
      if (!types.containsKey(name)
          && !nodeNames.contains(name)
          && !types.containsKey(name + ".0")) {
        return name;
      }
    }
  }

  /** The graph so far, without nodes and constants that no output needs. */
  public Graph build() {
    Set<String> needed = new java.util.HashSet<>(outputs);
    List<Node> live = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.outputs().stream().anyMatch(needed::contains)) {
        live.add(node);
        needed.addAll(node.inputs());
      }
    }
    java.util.Collections.reverse(live);
    Map<String, Tensor> liveConstants = new LinkedHashMap<>(constants);
    liveConstants.keySet().retainAll(needed);
    return new Graph(types, inputs, liveConstants, live, List.copyOf(outputs));
  }

  private void declare(String name, TensorType type) {
    if (name.isEmpty() || types.putIfAbsent(name, type) != null) {
      throw new IllegalArgumentException("value name is empty or taken: '" + name + "'");
    }
  }
}
