package io.lucy.engine.graph;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network as a list of nodes in an order in which they can run, with a type for every value.
 *
 * <p>Immutable. Made by {@link GraphBuilder}; every operator is in the form that opset {@value
 * #OPSET} gives it, whatever the opset of the file it came from.
 */
public final class Graph {
  /** The one opset of all graphs in memory, and of all that are written. */
  public static final int OPSET = 20;

  private final Map<String, TensorType> types;
  private final List<String> inputs;
  private final Map<String, Tensor> constants;
  private final List<Node> nodes;
  private final List<String> outputs;
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, List<Node>> consumers = new HashMap<>();

  Graph(
      Map<String, TensorType> types,
      List<String> inputs,
      Map<String, Tensor> constants,
      List<Node> nodes,
      List<String> outputs) {
    this.types = Map.copyOf(types);
    this.inputs = List.copyOf(inputs);
    this.constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    this.nodes = List.copyOf(nodes);
    this.outputs = List.copyOf(outputs);
    for (Node node : nodes) {
      node.outputs().forEach(output -> producers.put(output, node));
      node.inputs().stream()
          .distinct()
          .forEach(input -> consumers.computeIfAbsent(input, k -> new ArrayList<>()).add(node));
    }
  }

  /** What a run must be given, in order. */
  public List<Value> inputs() {
    return inputs.stream().map(this::value).toList();
  }

  /** The only input. */
  public Value input() {
    if (inputs.size() != 1) {
      throw new LucyException(
          Reason.MODEL_UNSUPPORTED,
          "inputs of the network: " + inputs + " (expected: exactly one)");
    }
    return value(inputs.get(0));
  }

  public List<Value> outputs() {
    return outputs.stream().map(this::value).toList();
  }

  /** The first output. */
  public Value output() {
    return value(outputs.get(0));
  }

  public List<Node> nodes() {
    return nodes;
  }

  /** Initialisers by name, in the order in which they were added. */
  public Map<String, Tensor> constants() {
    return constants;
  }

  public Optional<Tensor> constant(String name) {
    return Optional.ofNullable(constants.get(name));
  }

  public boolean isConstant(String name) {
    return constants.containsKey(name);
  }

  /** The value of a name. */
  public Value value(String name) {
    return new Value(name, type(name));
  }

  public TensorType type(String name) {
    TensorType type = types.get(name);
    if (type == null) {
      throw new IllegalArgumentException("no such value: '" + name + "'");
    }
    return type;
  }

  public boolean has(String name) {
    return types.containsKey(name);
  }

  public Shape shape(String name) {
    return type(name).shape();
  }

  /** The node that writes a value; none for inputs and constants. */
  public Optional<Node> producer(String name) {
    return Optional.ofNullable(producers.get(name));
  }

  /** The nodes that read a value, in running order, each once. */
  public List<Node> consumers(String name) {
    return Collections.unmodifiableList(consumers.getOrDefault(name, List.of()));
  }

  /** The same graph for a fixed number of samples: no extent is the batch any more. */
  public Graph withBatch(int samples) {
    GraphBuilder builder = new GraphBuilder();
    for (Value input : inputs()) {
      builder.input(
          input.name(),
          new TensorType(input.type().elementType(), input.shape().withBatch(samples)));
    }
    builder.append(this);
    outputs.forEach(builder::output);
    return builder.build();
  }

  /**
   * The part of this graph that leads from some values to others.
   *
   * @param from values that become inputs
   * @param to values that become outputs, in order
   * @throws IllegalArgumentException when {@code to} depends on an input that {@code from} does not
   *     cut off
   */
  public Graph between(List<String> from, List<String> to) {
    java.util.Set<String> needed = new java.util.HashSet<>(to);
    List<Node> kept = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.outputs().stream().anyMatch(o -> needed.contains(o) && !from.contains(o))) {
        kept.add(node);
        needed.addAll(node.inputs());
      }
    }
    Collections.reverse(kept);
    for (String input : inputs) {
      if (needed.contains(input) && !from.contains(input)) {
        throw new IllegalArgumentException(
            "values " + to + " depend on '" + input + "' past " + from);
      }
    }
    GraphBuilder builder = new GraphBuilder();
    from.forEach(name -> builder.input(name, type(name)));
    constants.forEach(
        (name, tensor) -> {
          if (needed.contains(name)) {
            builder.constant(name, tensor);
          }
        });
    kept.forEach(builder::add);
    to.forEach(builder::output);
    return builder.build();
  }
}
