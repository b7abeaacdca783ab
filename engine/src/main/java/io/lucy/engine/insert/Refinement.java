package io.lucy.engine.insert;

import io.lucy.engine.compose.Connection;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.path.AdapterWeights;
import io.lucy.engine.surgery.Head;
import io.lucy.engine.surgery.Masking;
import io.lucy.engine.surgery.Tuning;
import io.lucy.engine.train.Adam;
import io.lucy.engine.train.Losses;
import io.lucy.engine.train.Parameter;
import io.lucy.engine.train.Training;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Trains what connects a masked module: its tuning, its adapter and the clone's head, and nothing
 * else.
 *
 * <p>The teacher is the unmasked clone. The loss is {@code KL(teacher ‖ clone) + 0.2 CE + 0.3 mean
 * ((f − f_s) / σ)² + 0.003 ‖ΔW σ‖²}: distillation, cross-entropy where there is a target, the
 * distance of the module's features from the source's own, and the pull of the head. Holds native
 * memory until closed.
 */
final class Refinement implements AutoCloseable {
  static final int BATCH = 32;

  private static final float CROSS_ENTROPY = 0.2f;
  private static final float FEATURES = 0.3f;
  private static final float PULL = 3e-3f;
  private static final float SLOW = 0.1f;
  private static final int JUDGED_BATCHES = 10;
  private static final String DISTILLATION = "distillation";

  /**
   * What there is to learn from, one row per variation.
   *
   * @param connection what goes into the adapter, or into the module where there is none; row-major
   * @param target the target's features
   * @param source the source's own features
   * @param teacher logits of the unmasked clone
   * @param targets distributions over the labels, zeros where unknown
   */
  record Lessons(float[] connection, Matrix target, Matrix source, Matrix teacher, Matrix targets) {
    int size() {
      return target.rows();
    }
  }

  private final ModuleParts parts;
  private final Optional<AdapterWeights> adapter;
  private final Head head;
  private final float[] scale;
  private final Training training;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<String> layers;

  /**
   * Compiles a refinement.
   *
   * @param adapter the adapter to start from; none at the input
   * @param head the teacher's head, [labels, target features + source features]
   * @param deviation of each of those features
   */
  Refinement(
      ModuleParts parts,
      Optional<AdapterWeights> adapter,
      Tuning tuning,
      Head head,
      float[] deviation,
      Shape connection) {
    this.parts = parts;
    this.adapter = adapter;
    this.head = head;
    this.layers = Masking.layers(parts.groups());
    this.scale = new float[deviation.length];
    for (int j = 0; j < scale.length; j++) {
      scale[j] = 1 / Math.max(deviation[j], 1e-3f);
    }
    Graph module = Masking.tuned(parts.graph(), parts.groups()).withBatch(BATCH);
    for (String layer : layers) {
      Shape shape = module.shape(Masking.gain(layer));
      parameters.add(new Parameter(Masking.gain(layer), shape, tuning.gains(layer), false));
      parameters.add(new Parameter(Masking.shift(layer), shape, tuning.shifts(layer), false));
    }
    int labels = head.labels();
    parameters.add(
        new Parameter(
            "head/delta", Shape.of(labels, scale.length), new float[labels * scale.length], false));
    parameters.add(new Parameter("head/bias", Shape.of(labels), new float[labels], false));
    adapter.ifPresent(
        a -> {
          Shape shape = Shape.of(a.sourceChannels(), a.targetChannels());
          parameters.add(
              new Parameter("adapter/delta", shape, new float[a.weights().length], false));
          parameters.add(
              new Parameter(
                  "adapter/bias", Shape.of(a.sourceChannels()), new float[a.bias().length], false));
        });
    this.training =
        new Training(
            graph(module, connection), "loss", parameters, new Adam(0.9f, 0.99f, 1e-8f, 0));
  }

  private Graph graph(Graph module, Shape connection) {
    GraphBuilder builder = new GraphBuilder();
    int labels = head.labels();
    int own = parts.source().features();
    int others = head.features() - own;
    Value in = builder.input("connection", TensorType.floats(connection.withBatch(BATCH)));
    Value target = builder.input("target", TensorType.floats(BATCH, others));
    Value source = builder.input("source", TensorType.floats(BATCH, own));
    Value teacher = builder.input("teacher", TensorType.floats(BATCH, labels));
    Value targets = builder.input("targets", TensorType.floats(BATCH, labels));
    for (Parameter parameter : parameters) {
      builder.input(parameter.name(), TensorType.floats(parameter.shape()));
    }
    Value entry = adapter.map(a -> adapted(builder, in, a)).orElse(in);
    for (Value input : module.inputs()) {
      if (!input.name().equals(parts.graph().input().name()) && !builder.has(input.name())) {
        builder.input(input.name(), input.type());
      }
    }
    Map<String, Value> bindings = new HashMap<>();
    for (Value input : module.inputs()) {
      boolean first = input.name().equals(parts.graph().input().name());
      bindings.put(input.name(), first ? entry : builder.value(input.name()));
    }
    Map<String, String> names = builder.append(module, bindings, "module/");
    Value features = builder.value(names.get(module.output().name()));
    Value logits = logits(builder, target, features);
    Losses losses = Losses.in(builder);
    Value distance =
        builder.add(
            "Mul",
            builder.add("Sub", features, source),
            row(builder, Arrays.copyOfRange(scale, others, scale.length)));
    Value delta = builder.value("head/delta");
    Value distillation = losses.distillation(logits, teacher, 1);
    builder.output(DISTILLATION, distillation);
    Value loss = distillation;
    loss =
        plus(builder, loss, mean(builder, losses.crossEntropies(logits, targets)), CROSS_ENTROPY);
    loss = plus(builder, loss, mean(builder, builder.add("Mul", distance, distance)), FEATURES);
    loss =
        plus(
            builder,
            loss,
            builder.add("ReduceSum", keep(0), builder.add("Mul", delta, delta)),
            PULL * SLOW * SLOW);
    builder.output("loss", loss);
    return builder.build();
  }

  private Value adapted(GraphBuilder builder, Value in, AdapterWeights a) {
    Shape shape = Shape.of(a.sourceChannels(), a.targetChannels());
    Value weights =
        slow(builder, builder.constant(Tensor.floats(shape, a.weights())), "adapter/delta");
    Value bias =
        slow(
            builder,
            builder.constant(Tensor.floats(Shape.of(a.sourceChannels()), a.bias())),
            "adapter/bias");
    return Connection.map(builder, in, weights, bias);
  }

  private Value logits(GraphBuilder builder, Value target, Value features) {
    Value joined = builder.add("Concat", Map.of("axis", Attribute.of(1)), target, features);
    Value delta = builder.add("Mul", builder.value("head/delta"), row(builder, scale));
    Shape shape = Shape.of(head.labels(), scale.length);
    Value start = builder.constant(Tensor.floats(shape, head.weights()));
    Value weights = builder.add("Add", start, builder.add("Mul", delta, builder.scalar(SLOW)));
    Value bias =
        slow(
            builder,
            builder.constant(Tensor.floats(Shape.of(head.labels()), head.bias())),
            "head/bias");
    return builder.add("Gemm", Map.of("transB", Attribute.of(1)), joined, weights, bias);
  }

  /** A constant plus a parameter that moves a tenth as fast as the tuning. */
  private static Value slow(GraphBuilder builder, Value start, String parameter) {
    return builder.add(
        "Add", start, builder.add("Mul", builder.value(parameter), builder.scalar(SLOW)));
  }

  private static Value plus(GraphBuilder builder, Value sum, Value term, float weight) {
    return builder.add("Add", sum, builder.add("Mul", term, builder.scalar(weight)));
  }

  private static Value mean(GraphBuilder builder, Value values) {
    return builder.add("ReduceMean", keep(0), values);
  }

  private static Map<String, Attribute> keep(int keep) {
    return Map.of("keepdims", Attribute.of(keep));
  }

  private static Value row(GraphBuilder builder, float[] values) {
    return builder.constant(Tensor.floats(Shape.of(1, values.length), values));
  }

  /** Sets which groups stay, and the tuning. */
  void set(MaskedModule.Setting setting) {
    parts.groups().fillMasks(setting.kept(), point -> training.input(Masking.input(point)));
    for (Parameter parameter : parameters) {
      for (String layer : layers) {
        if (parameter.name().equals(Masking.gain(layer))) {
          System.arraycopy(
              setting.tuning().gains(layer), 0, parameter.values(), 0, parameter.values().length);
        } else if (parameter.name().equals(Masking.shift(layer))) {
          System.arraycopy(
              setting.tuning().shifts(layer), 0, parameter.values(), 0, parameter.values().length);
        }
      }
    }
  }

  /**
   * One step on a batch drawn from the lessons; returns how far the clone was from its teacher, in
   * nats.
   */
  double step(Lessons lessons, SplittableRandom random, float learningRate) {
    fill(lessons, random);
    training.step(learningRate);
    return training.output(DISTILLATION).get(0);
  }

  private void fill(Lessons lessons, SplittableRandom random) {
    int size = lessons.connection().length / lessons.size();
    var connection = training.input("connection");
    var target = training.input("target");
    var source = training.input("source");
    var teacher = training.input("teacher");
    var targets = training.input("targets");
    for (int i = 0; i < BATCH; i++) {
      int row = random.nextInt(lessons.size());
      connection.put(lessons.connection(), row * size, size);
      put(target, lessons.target(), row);
      put(source, lessons.source(), row);
      put(teacher, lessons.teacher(), row);
      put(targets, lessons.targets(), row);
    }
  }

  /** How far the clone is from its teacher as things are set, in nats, over some of the lessons. */
  double distance(Lessons lessons) {
    SplittableRandom random = new SplittableRandom(0);
    double sum = 0;
    for (int i = 0; i < JUDGED_BATCHES; i++) {
      fill(lessons, random);
      training.run();
      sum += training.output(DISTILLATION).get(0);
    }
    return sum / JUDGED_BATCHES;
  }

  /** A copy of everything that is trained. */
  List<float[]> values() {
    return parameters.stream().map(p -> p.values().clone()).toList();
  }

  /** Goes back to a copy. */
  void restore(List<float[]> values) {
    for (int i = 0; i < values.size(); i++) {
      System.arraycopy(values.get(i), 0, parameters.get(i).values(), 0, values.get(i).length);
    }
  }

  private static void put(FloatBuffer buffer, Matrix matrix, int row) {
    buffer.put(matrix.values(), row * matrix.columns(), matrix.columns());
  }

  Tuning tuning() {
    float[] gains = new float[parts.groups().filters()];
    float[] shifts = new float[gains.length];
    int at = 0;
    for (String layer : layers) {
      float[] gain = values(Masking.gain(layer));
      System.arraycopy(gain, 0, gains, at, gain.length);
      System.arraycopy(values(Masking.shift(layer)), 0, shifts, at, gain.length);
      at += gain.length;
    }
    return Tuning.of(parts.groups(), gains, shifts);
  }

  Optional<AdapterWeights> adapter() {
    return adapter.map(
        a ->
            new AdapterWeights(
                moved(a.weights(), values("adapter/delta")),
                moved(a.bias(), values("adapter/bias"))));
  }

  /** The head as it is trained so far. */
  Head head() {
    float[] delta = values("head/delta").clone();
    for (int i = 0; i < delta.length; i++) {
      delta[i] *= scale[i % scale.length];
    }
    return new Head(moved(head.weights(), delta), moved(head.bias(), values("head/bias")));
  }

  private static float[] moved(float[] start, float[] by) {
    float[] moved = start.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += SLOW * by[i];
    }
    return moved;
  }

  private float[] values(String name) {
    return parameters.stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow()
        .values();
  }

  @Override
  public void close() {
    training.close();
  }
}
