package io.lucy.engine.train;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.autodiff.ReverseMode;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.runtime.Program;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A loss, its gradients, and the parameters that they change, ready for single steps.
 *
 * <p>Write a batch into {@link #input}, then {@link #step}. Everything of the graph but the
 * parameters stays as it is. One thread at a time; holds native memory until closed.
 */
public final class Training implements AutoCloseable {
  private final Program program;
  private final String loss;
  private final Optimiser optimiser;
  private final List<Parameter> parameters;
  private final List<Optimiser.Update> updates = new ArrayList<>();
  private long steps;

  /**
   * Differentiates and compiles a graph.
   *
   * @param graph of fixed shapes, with an input for every parameter and the loss among its outputs
   * @param loss name of a scalar output
   */
  public Training(Graph graph, String loss, List<Parameter> parameters, Optimiser optimiser) {
    this.loss = loss;
    this.parameters = List.copyOf(parameters);
    this.optimiser = optimiser;
    List<String> names = parameters.stream().map(Parameter::name).toList();
    this.program = new Program(ReverseMode.differentiate(graph, loss, names));
    parameters.forEach(parameter -> updates.add(optimiser.start(parameter.values().length)));
  }

  /** The buffer behind an input of the graph, rewound; keeps its content from step to step. */
  public FloatBuffer input(String name) {
    return program.input(name);
  }

  /** The buffer behind an output of the graph as the last step left it, rewound. */
  public FloatBuffer output(String name) {
    return program.output(name);
  }

  public List<Parameter> parameters() {
    return parameters;
  }

  /**
   * Changes the parameters once.
   *
   * @return the loss before the change
   * @throws LucyException {@link Reason#NOT_FINITE} when the loss is NaN or infinite; the
   *     parameters are then as the step before left them
   */
  public double step(float learningRate) {
    double value = run();
    if (!Double.isFinite(value)) {
      throw new LucyException(
          Reason.NOT_FINITE,
          "loss at training step "
              + (steps + 1)
              + ": "
              + value
              + " (learning rate: "
              + learningRate
              + "; lower it, or look for bad values in the data)");
    }
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      if (parameter.decays()) {
        optimiser.decay(parameter.values(), learningRate);
      }
      FloatBuffer gradient = program.output(ReverseMode.gradientName(parameter.name()));
      updates.get(i).apply(parameter.values(), gradient, learningRate);
    }
    steps++;
    return value;
  }

  /** Computes the loss and all other outputs and changes nothing. */
  public double run() {
    parameters.forEach(parameter -> program.set(parameter.name(), parameter.values()));
    program.run();
    return program.output(loss).get(0);
  }

  @Override
  public void close() {
    program.close();
  }
}
