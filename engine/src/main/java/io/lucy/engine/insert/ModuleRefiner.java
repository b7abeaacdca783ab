package io.lucy.engine.insert;

import io.lucy.engine.compose.Connection;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.data.Dataset;
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
  private static final int ROUNDS = 6;
  private static final int MORE_ROUNDS = 3;
  private static final double MORE = 1.5;
  private static final int STEPS_PER_ROUND = 16;
  private static final int WARM_UP = 20;
  private static final int FIRST_SEGMENT = 120;

  /** Close enough to the teacher to stop, in nats. */
  private static final double CLOSE = 0.03;

  private static final float RATE = 0.01f;
  private static final int IMPORTANCE_SAMPLES = 400;
  private static final int MAX_LESSON_FLOATS = 24 << 20;

  /**
   * What a refinement left.
   *
   * @param head trained along, on the others' features and all features of the module
   */
  record Refined(MaskedModule.Setting setting, Optional<AdapterWeights> adapter, Head head) {}

  private final KnownNetwork target;
  private final Calibration calibration;
  private final InsertOptions options;
  private final List<String> wanted;
  private final ProgressListener progress;
  private final Cancellation cancellation;

  ModuleRefiner(
      KnownNetwork target,
      Calibration calibration,
      InsertOptions options,
      List<String> wanted,
      ProgressListener progress,
      Cancellation cancellation) {
    this.target = target;
    this.calibration = calibration;
    this.options = options;
    this.wanted = wanted;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /**
   * Refines.
   *
   * @param parts at the position that won
   * @param adapter fitted in closed form; none at the input
   * @param starts masks to start from, smallest first, the last one whole
   * @param head the unmasked clone's head, whose last columns are the module's features
   * @param others features of what else the clone has, for any images
   */
  Refined refine(
      ModuleParts parts,
      Optional<AdapterWeights> adapter,
      List<MaskedModule.Setting> starts,
      Head head,
      Function<Dataset, Matrix> others) {
    int[] all = new int[calibration.size()];
    Arrays.setAll(all, i -> i);
    Shape shape = connectionShape(parts);
    int fitting = MAX_LESSON_FLOATS / Math.max(1, shape.elements() * all.length);
    int copies = Math.max(1, Math.min(options.copies(), fitting));
    Pool pool = Pool.of(calibration, all, copies, options.seed());
    Refinement.Lessons lessons = lessons(parts, pool, head, others);
    MaskedModule.Setting whole = starts.get(starts.size() - 1);
    try (Refinement refinement =
            new Refinement(parts, adapter, whole.tuning(), head, deviation(lessons), shape);
        MaskedModule module = new MaskedModule(parts.graph(), parts.groups())) {
      return new Run(parts, lessons, refinement, module).refined(starts);
    }
  }

  /** One refinement under way. */
  private final class Run {
    private final ModuleParts parts;
    private final Refinement.Lessons lessons;
    private final Refinement refinement;
    private final MaskedModule module;
    private final SplittableRandom random = new SplittableRandom(options.seed());
    private MaskedModule.Setting setting;
    private int step;
    private int round;

    Run(ModuleParts parts, Refinement.Lessons lessons, Refinement refinement, MaskedModule module) {
      this.parts = parts;
      this.lessons = lessons;
      this.refinement = refinement;
      this.module = module;
      this.setting = MaskedModule.Setting.whole(parts.groups());
    }

    /**
     * Down to the budget; and down to the least share, if the clone is close to its teacher there
     * too.
     */
    Refined refined(List<MaskedModule.Setting> starts) {
      progress.stage("refine " + parts.source().name(), options.steps());
      setting = start(starts);
      pruneTo(options.budget(), ROUNDS);
      double distance = settle();
      if (distance < CLOSE && keptFilters() > options.least()) {
        MaskedModule.Setting before = new MaskedModule.Setting(setting.kept(), refinement.tuning());
        List<float[]> values = refinement.values();
        pruneTo(options.least(), MORE_ROUNDS);
        if (settle() > MORE * CLOSE || similarity() < options.localise().similarityFloor()) {
          setting = before;
          refinement.set(before);
          refinement.restore(values);
        }
      }
      return new Refined(
          new MaskedModule.Setting(setting.kept(), refinement.tuning()),
          refinement.adapter(),
          refinement.head());
    }

    private double similarity() {
      MaskedModule.Setting now = new MaskedModule.Setting(setting.kept(), refinement.tuning());
      return new ModuleSimilarity(target, calibration, cancellation)
          .of(parts, now, refinement.adapter(), wanted, options.seed());
    }

    /**
     * The smallest mask under which the clone is still close to its teacher, before any training.
     */
    private MaskedModule.Setting start(List<MaskedModule.Setting> starts) {
      for (MaskedModule.Setting candidate : starts) {
        refinement.set(candidate);
        if (refinement.distance(lessons) < CLOSE) {
          return candidate;
        }
      }
      return starts.get(starts.size() - 1);
    }

    private double keptFilters() {
      return parts.groups().keptFilters(setting.kept());
    }

    private void pruneTo(double share, int rounds) {
      double from = keptFilters();
      for (int i = 0; i < rounds && from > share; i++) {
        setting = new MaskedModule.Setting(setting.kept(), refinement.tuning());
        setting =
            prune(
                module,
                parts,
                refinement,
                setting,
                lessons,
                from + (share - from) * (i + 1) / rounds,
                round++);
        refinement.set(setting);
        for (int j = 0; j < STEPS_PER_ROUND; j++) {
          train(RATE);
        }
      }
    }

    /**
     * Trains in longer and longer segments until the clone is close to its teacher; returns how far
     * it is.
     */
    private double settle() {
      double distance = Double.POSITIVE_INFINITY;
      int length = FIRST_SEGMENT;
      while (step < options.steps() && distance >= CLOSE) {
        int steps = Math.min(length, options.steps() - step);
        distance = 0;
        for (int i = 0; i < steps; i++) {
          double now = train((float) (RATE * 0.5 * (1 + Math.cos(Math.PI * i / steps))));
          distance += i >= steps / 2 ? now / (steps - steps / 2) : 0;
        }
        length *= 2;
      }
      return distance;
    }

    private double train(float rate) {
      cancellation.check();
      float warm = Math.min(1, (step + 1) / (float) WARM_UP);
      double distance = refinement.step(lessons, random, rate * warm);
      step++;
      progress.step(step, distance, Math.round(100 * keptFilters()) + "% of filters left");
      return distance;
    }
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
      ModuleParts parts, Pool pool, Head head, Function<Dataset, Matrix> others) {
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
