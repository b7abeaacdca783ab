package io.lucy.engine.insert;

import io.lucy.engine.compose.Connection;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.fit.Logits;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.local.Importance;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.local.Probe;
import io.lucy.engine.local.Pruning;
import io.lucy.engine.path.AdapterWeights;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Refines a module in place with the clone's loss: prunes it in rounds by what the clone's
 * decisions lose, and trains its tuning and adapter to do what the unmasked clone does.
 */
final class ModuleRefiner {
  private static final int ROUNDS = 12;
  private static final int STEPS_PER_ROUND = 25;
  private static final int WARM_UP = 20;
  private static final float RATE = 0.01f;
  private static final int IMPORTANCE_SAMPLES = 800;
  private static final int MAX_LESSON_FLOATS = 24 << 20;

  /** What a refinement left. */
  record Refined(MaskedModule.Setting setting, Optional<AdapterWeights> adapter) {}

  private final KnownNetwork target;
  private final Calibration calibration;
  private final InsertOptions options;
  private final ProgressListener progress;
  private final Cancellation cancellation;

  ModuleRefiner(
      KnownNetwork target,
      Calibration calibration,
      InsertOptions options,
      ProgressListener progress,
      Cancellation cancellation) {
    this.target = target;
    this.calibration = calibration;
    this.options = options;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /**
   * Refines.
   *
   * @param parts at the position that won
   * @param adapter fitted in closed form; none at the input
   * @param start the localised mask
   * @param head the unmasked clone's head, whose last columns are the module's features
   * @param others features of what else the clone has, for any images
   */
  Refined refine(
      ModuleParts parts,
      Optional<AdapterWeights> adapter,
      MaskedModule.Setting start,
      Head head,
      Function<io.lucy.engine.data.Dataset, Matrix> others) {
    int[] all = new int[calibration.size()];
    Arrays.setAll(all, i -> i);
    Shape shape = connectionShape(parts);
    int copies =
        Math.max(
            1,
            Math.min(
                options.copies(), MAX_LESSON_FLOATS / Math.max(1, shape.elements() * all.length)));
    Pool pool = Pool.of(calibration, all, copies, options.seed());
    Refinement.Lessons lessons = lessons(parts, pool, head, others);
    MaskedModule.Setting setting = start;
    SplittableRandom random = new SplittableRandom(options.seed());
    double from = parts.groups().keptFilters(start.kept());
    int rounds = from > options.budget() ? ROUNDS : 0;
    long steps = (long) rounds * STEPS_PER_ROUND + options.steps();
    progress.stage("refine " + parts.source().name(), steps);
    try (Refinement refinement =
        new Refinement(parts, adapter, setting.tuning(), head, deviation(lessons), shape)) {
      refinement.set(setting);
      int step = 0;
      if (rounds > 0) {
        try (MaskedModule module = new MaskedModule(parts.graph(), parts.groups())) {
          for (int round = 0; round < rounds; round++) {
            double share = from + (options.budget() - from) * (round + 1) / rounds;
            setting = prune(module, parts, refinement, setting, lessons, share, round);
            refinement.set(setting);
            for (int i = 0; i < STEPS_PER_ROUND; i++, step++) {
              step(refinement, lessons, random, step, RATE, parts, setting);
            }
            setting = new MaskedModule.Setting(setting.kept(), refinement.tuning());
          }
        }
      }
      for (int i = 0; i < options.steps(); i++, step++) {
        float rate = (float) (RATE * 0.5 * (1 + Math.cos(Math.PI * i / options.steps())));
        step(refinement, lessons, random, step, rate, parts, setting);
      }
      return new Refined(
          new MaskedModule.Setting(setting.kept(), refinement.tuning()), refinement.adapter());
    }
  }

  private void step(
      Refinement refinement,
      Refinement.Lessons lessons,
      SplittableRandom random,
      int step,
      float rate,
      ModuleParts parts,
      MaskedModule.Setting setting) {
    cancellation.check();
    float warm = Math.min(1, (step + 1) / (float) WARM_UP);
    double loss = refinement.step(lessons, random, rate * warm);
    progress.step(
        step + 1,
        loss,
        Math.round(100 * parts.groups().keptFilters(setting.kept())) + "% of filters left");
  }

  private MaskedModule.Setting prune(
      MaskedModule module,
      ModuleParts parts,
      Refinement refinement,
      MaskedModule.Setting setting,
      Refinement.Lessons lessons,
      double share,
      int round) {
    int count = Math.min(IMPORTANCE_SAMPLES, lessons.size());
    int size = lessons.connection().length / lessons.size();
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = (int) ((long) i * lessons.size() / count);
    }
    float[] given = new float[count * size];
    for (int i = 0; i < count; i++) {
      System.arraycopy(lessons.connection(), rows[i] * size, given, i * size, size);
    }
    float[] entry = adapted(parts, refinement.adapter(), given, count);
    int entrySize = entry.length / count;
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      probes.add(Probe.itself(Arrays.copyOfRange(entry, i * entrySize, (i + 1) * entrySize)));
    }
    Matrix probabilities = Logits.softmax(lessons.teacher().select(rows), 1);
    Head own = lastColumns(refinement.head(), parts.source().features());
    Importance.Measured importance =
        Importance.fisher(
            module, probes, setting, own, probabilities, options.seed() + round, cancellation);
    return Pruning.prune(
        parts.graph(), parts.groups(), setting, importance, share, Pruning.Price.FILTERS);
  }

  private Refinement.Lessons lessons(
      ModuleParts parts,
      Pool pool,
      Head head,
      Function<io.lucy.engine.data.Dataset, Matrix> others) {
    Position position = parts.position();
    float[] connection;
    if (position.isInput()) {
      connection = Frozen.pixels(target, parts.source(), pool.images(), cancellation);
    } else {
      String name = PositionSearch.name(position);
      connection =
          Frozen.target(target, pool.images(), Map.of(name, position), cancellation)
              .cuts()
              .get(name);
    }
    Matrix other = others.apply(pool.images());
    Matrix own =
        Frozen.source(target, parts.source(), pool.images(), List.of(), cancellation).features();
    Matrix teacher = Logits.of(head, Matrix.beside(List.of(other, own)));
    return new Refinement.Lessons(connection, other, own, teacher, pool.targets());
  }

  /** Shape of what goes into the adapter, or into the module where there is none. */
  static Shape connectionShape(ModuleParts parts) {
    Shape source = parts.position().sourceCut().shape();
    return parts.position().isInput()
        ? source
        : source.with(1, parts.position().targetCut().channels());
  }

  private float[] adapted(
      ModuleParts parts, Optional<AdapterWeights> adapter, float[] given, int samples) {
    if (adapter.isEmpty()) {
      return given;
    }
    GraphBuilder builder = new GraphBuilder();
    Value in = builder.input("given", TensorType.floats(connectionShape(parts)));
    builder.output(
        "entry",
        Connection.map(builder, in, adapter.get().weights(), adapter.get().bias(), "adapter"));
    int size = given.length / samples;
    return Forward.run(
            builder.build(),
            (sample, buffer) -> buffer.put(given, sample * size, size),
            samples,
            cancellation)
        .get("entry");
  }

  private static float[] deviation(Refinement.Lessons lessons) {
    Matrix joined = Matrix.beside(List.of(lessons.target(), lessons.source()));
    float[] deviation = new float[joined.columns()];
    for (int j = 0; j < deviation.length; j++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < joined.rows(); i++) {
        sum += joined.at(i, j);
        squares += (double) joined.at(i, j) * joined.at(i, j);
      }
      double mean = sum / joined.rows();
      deviation[j] =
          (float) Math.max(0.05, Math.sqrt(Math.max(0, squares / joined.rows() - mean * mean)));
    }
    return deviation;
  }

  private static Head lastColumns(Head head, int columns) {
    int skipped = head.features() - columns;
    float[] weights = new float[head.labels() * columns];
    for (int k = 0; k < head.labels(); k++) {
      System.arraycopy(
          head.weights(), k * head.features() + skipped, weights, k * columns, columns);
    }
    return new Head(weights, head.bias());
  }
}
