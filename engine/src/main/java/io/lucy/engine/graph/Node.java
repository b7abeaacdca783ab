package io.lucy.engine.graph;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One operator at work: what it reads, what it writes, how it is set.
 *
 * @param name unique in its graph
 * @param op the ONNX operator of the default domain, in the form of {@link Graph#OPSET}
 * @param inputs value names; an optional input that is left out is the empty string
 * @param outputs value names; an optional output that is left out is the empty string
 * @param attributes by name, sorted
 */
public record Node(
    String name,
    String op,
    List<String> inputs,
    List<String> outputs,
    Map<String, Attribute> attributes) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  /** The only or first output. */
  public String output() {
    return outputs.get(0);
  }

  /** An input's value name, empty when the input was left out. */
  public String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  public boolean hasInput(int index) {
    return !input(index).isEmpty();
  }

  public boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  public long intAttribute(String attribute, long absent) {
    return attributes.get(attribute) instanceof Attribute.Int i ? i.value() : absent;
  }

  public float realAttribute(String attribute, float absent) {
    return attributes.get(attribute) instanceof Attribute.Real r ? r.value() : absent;
  }

  public String textAttribute(String attribute, String absent) {
    return attributes.get(attribute) instanceof Attribute.Text t ? t.value() : absent;
  }

  public int[] intsAttribute(String attribute, int... absent) {
    return attributes.get(attribute) instanceof Attribute.Ints ints
        ? ints.values().stream().mapToInt(Math::toIntExact).toArray()
        : absent;
  }

  public Node withInputs(List<String> changed) {
    return new Node(name, op, changed, outputs, attributes);
  }

  /** The same with an attribute set. */
  public Node with(String attribute, Attribute value) {
    Map<String, Attribute> changed = new TreeMap<>(attributes);
    changed.put(attribute, value);
    return new Node(name, op, inputs, outputs, changed);
  }

  /** The same without an attribute. */
  public Node without(String attribute) {
    Map<String, Attribute> changed = new TreeMap<>(attributes);
    changed.remove(attribute);
    return new Node(name, op, inputs, outputs, changed);
  }

  @Override
  public String toString() {
    return "node '" + name + "', op " + op;
  }
}
