package io.lucy.bench;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import io.lucy.engine.surgery.Freezing;
import io.lucy.engine.surgery.Head;
import io.lucy.engine.train.Adam;
import io.lucy.engine.train.Losses;
import io.lucy.engine.train.Parameter;
import io.lucy.engine.train.Schedule;
import io.lucy.engine.train.Training;
import io.lucy.engine.train.TrainingLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The rivals that tune parameters: all weights of the target, with a row in its head for every
 * label of the task.
 *
 * <p>Both see the samples that a clone is built from, those of the target's own labels included.
 * Fine-tuning with replay minimises cross-entropy; learning without forgetting (LwF, arXiv
 * 1606.09282) adds the distillation from the target as it was, on its own labels, at temperature 2.
 * Batch norm is folded into the convolutions beforehand, as everywhere in Lucy. Adam, half a
 * cosine, batches of 64, images moved by up to three pixels.
 */
final class FineTuning {
  /** What is minimised. */
  enum Method {
    FINETUNE_REPLAY,
    LWF;

    /** As reports have it. */
    String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The outcome of the best rate; all answers wrong when training diverged at every rate. */
  record Outcome(Accuracy accuracy, float learningRate) {}

  private static final int BATCH = 64;
  private static final float TEMPERATURE = 2;
  private static final String LOSS = "loss";
  private static final String WEIGHT = "head.weight";
  private static final String BIAS = "head.bias";

  private final Task task;
  private final FineTuneOptions options;
  private final long seed;
  private final ProgressListener progress;
  private final Cancellation cancellation;
  private final Graph student;

  FineTuning(
      Task task,
      FineTuneOptions options,
      long seed,
      ProgressListener progress,
      Cancellation cancellation) {
    this.task = task;
    this.options = options;
    this.seed = seed;
    this.progress = progress;
    this.cancellation = cancellation;
    this.student = student(task.target(), task.labels());
  }

  /** Tunes at every rate and reports the one that does best on the test images. */
  Outcome best(Method method, Dataset samples, Dataset test) {
    Outcome best = new Outcome(new Accuracy(0, 0, 0), options.learningRates().get(0));
    for (float rate : options.learningRates()) {
      try {
        Accuracy accuracy = judge(tune(method, samples, rate), test);
        best = accuracy.all() > best.accuracy().all() ? new Outcome(accuracy, rate) : best;
      } catch (LucyException e) {
        if (e.reason() != Reason.NOT_FINITE) {
          throw e;
        }
      }
    }
    return best;
  }

  /** The tuned network. */
  Graph tune(Method method, Dataset samples, float rate) {
    List<Parameter> parameters = new ArrayList<>();
    for (String name : Freezing.weights(student)) {
      Tensor start = student.constants().get(name);
      parameters.add(new Parameter(name, start.shape(), start.floats().clone(), false));
    }
    TrainingLoop loop = new TrainingLoop(options.epochs(), BATCH, Schedule.cosine(rate), seed);
    progress.stage(
        method == Method.LWF ? "learning without forgetting" : "fine-tuning",
        (long) options.epochs() * loop.stepsPerEpoch(samples.size()));
    MovedImages batches =
        new MovedImages(samples, task.labels(), task.target().normalisation(), options.mirror());
    try (Training training = new Training(lossGraph(method), LOSS, parameters, Adam.withDecay(0))) {
      loop.run(training, batches, t -> {}, progress, cancellation);
    }
    Map<String, Tensor> tuned = new LinkedHashMap<>();
    parameters.forEach(p -> tuned.put(p.name(), p.tensor()));
    return Freezing.freeze(Freezing.thaw(student, tuned.keySet()), tuned);
  }

  private Accuracy judge(Graph network, Dataset test) {
    float[] logits =
        Forward.run(network, Samples.pixels(task.target(), test), test.size(), cancellation)
            .get(network.output().name());
    return task.judge(new Matrix(test.size(), task.labels().size(), logits).largest(), test);
  }

  private Graph lossGraph(Method method) {
    Graph thawed = Freezing.thaw(student.withBatch(BATCH), Freezing.weights(student));
    GraphBuilder builder = new GraphBuilder();
    thawed.inputs().forEach(input -> builder.input(input.name(), input.type()));
    Value targets =
        builder.input(MovedImages.TARGETS, TensorType.floats(BATCH, task.labels().size()));
    builder.append(thawed);
    Value logits = builder.value(thawed.output().name());
    Losses losses = Losses.in(builder);
    Value loss = losses.crossEntropy(logits, targets);
    long[] kept = keptLabels();
    if (method == Method.LWF && kept.length > 0) {
      Map<String, Attribute> columns = Map.of("axis", Attribute.of(1));
      Value own = builder.constant(Tensor.longs(kept));
      Graph teacher = student.withBatch(BATCH);
      Value images = builder.value(MovedImages.IMAGES);
      String said =
          builder
              .append(teacher, Map.of(MovedImages.IMAGES, images), "teacher/")
              .get(teacher.output().name());
      Value before = builder.add("Gather", columns, builder.value(said), own);
      Value now = builder.add("Gather", columns, logits, own);
      loss = builder.add("Add", loss, losses.distillation(now, before, TEMPERATURE));
    }
    builder.output(LOSS, loss);
    return builder.build();
  }

  /** Places of the labels that the target knew from the start. */
  private long[] keptLabels() {
    return LongStream.range(0, task.labels().size())
        .filter(k -> task.target().labels().contains(task.labels().get((int) k)))
        .toArray();
  }

  /** The target with a head for the task: its own rows where it knows a label, else zeros. */
  private static Graph student(KnownNetwork target, List<String> labels) {
    GraphBuilder builder = new GraphBuilder();
    Graph trunk = target.network().trunk();
    Value images = builder.input(MovedImages.IMAGES, trunk.input().type());
    String features =
        builder
            .append(trunk, Map.of(trunk.input().name(), images), "target/")
            .get(trunk.output().name());
    Head head = target.network().head();
    float[] weights = new float[labels.size() * head.features()];
    float[] bias = new float[labels.size()];
    for (int k = 0; k < labels.size(); k++) {
      int row = target.labels().indexOf(labels.get(k));
      if (row >= 0) {
        System.arraycopy(
            head.weights(), row * head.features(), weights, k * head.features(), head.features());
        bias[k] = head.bias()[row];
      }
    }
    Value weight =
        builder.constant(WEIGHT, Tensor.floats(Shape.of(labels.size(), head.features()), weights));
    Value offset = builder.constant(BIAS, Tensor.floats(Shape.of(labels.size()), bias));
    builder.output(
        builder.add(
            "Gemm", Map.of("transB", Attribute.of(1)), builder.value(features), weight, offset));
    return builder.build();
  }
}
