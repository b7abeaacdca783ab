package io.lucy.bench;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.insert.CloneReport;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.engine.progress.Progress;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Builds clones from few samples, over several seeds, and judges them beside their rivals. */
public final class CloneBenchmark {
  private static final String CLONE = "clone";
  private static final String UNMASKED = "clone_unmasked";

  /** Names of all methods, in the order of the report. */
  public static final List<String> METHODS =
      Stream.of(
              FrozenRivals.METHODS.stream(),
              Arrays.stream(FineTuning.Method.values()).map(FineTuning.Method::title),
              Stream.of(UNMASKED, CLONE))
          .flatMap(names -> names)
          .toList();

  /**
   * How to compare.
   *
   * @param perClass samples of each label
   * @param seeds how many, counted from 1; a seed decides which samples are drawn and all else
   * @param insert how clones are built; its seed and masks are set by the benchmark
   * @param fineTune how the tuned rivals are trained
   * @param methods names of what is compared; the clone is, even if it is not among them
   */
  public record Options(
      int perClass,
      int seeds,
      InsertOptions insert,
      FineTuneOptions fineTune,
      Set<String> methods) {
    public Options {
      methods = Set.copyOf(methods);
      for (String method : methods) {
        if (!METHODS.contains(method)) {
          throw new LucyException(
              Reason.ARGUMENT_INVALID,
              "method: " + method + " (expected: one of " + String.join(", ", METHODS) + ")");
        }
      }
    }
  }

  private final Task task;
  private final Options options;
  private final ProgressListener progress;
  private final Cancellation cancellation;

  public CloneBenchmark(
      Task task, Options options, ProgressListener progress, Cancellation cancellation) {
    this.task = task;
    this.options = options;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /**
   * Compares all methods.
   *
   * @param samples draws the labelled samples of a seed, with the task's labels
   * @param testImages reads the images that judge, likewise; after the first clone is built, so
   *     that they do not count as its memory
   */
  public CloneFigures run(LongFunction<Dataset> samples, Supplier<Dataset> testImages) {
    Dataset first = samples.apply(1);
    BuiltClone clone = build(first, 1, true);
    OptionalLong peak = PeakMemory.bytes();
    Dataset test = testImages.get();
    FrozenRivals frozen = new FrozenRivals(task, test, cancellation);
    List<CloneFigures.Run> runs = new ArrayList<>();
    for (int seed = 1; seed <= options.seeds(); seed++) {
      Dataset drawn = seed == 1 ? first : samples.apply(seed);
      BuiltClone masked = seed == 1 ? clone : build(drawn, seed, true);
      runs.add(compare(seed, drawn, test, frozen, masked));
    }
    return figures(runs, test.size(), peak);
  }

  private CloneFigures.Run compare(
      long seed, Dataset samples, Dataset test, FrozenRivals frozen, BuiltClone masked) {
    ProgressListener heard = ofSeed(seed);
    heard.stage("frozen rivals", 0);
    Map<String, Accuracy> methods = new LinkedHashMap<>(frozen.all(samples));
    methods.keySet().retainAll(options.methods());
    FineTuning tuning = new FineTuning(task, options.fineTune(), seed, heard, cancellation);
    Map<String, Float> rates = new LinkedHashMap<>();
    for (FineTuning.Method method : FineTuning.Method.values()) {
      if (options.methods().contains(method.title())) {
        FineTuning.Outcome outcome = tuning.best(method, samples, test);
        methods.put(method.title(), outcome.accuracy());
        rates.put(method.title(), outcome.learningRate());
      }
    }
    if (options.methods().contains(UNMASKED)) {
      methods.put(UNMASKED, build(samples, seed, false).judge(test, cancellation));
    }
    methods.put(CLONE, masked.judge(test, cancellation));
    CloneReport report = masked.report();
    return new CloneFigures.Run(
        seed,
        methods,
        rates,
        mean(report, CloneReport.Module::keptFilters),
        mean(report, CloneReport.Module::keptFlops),
        mean(report, CloneReport.Module::similarity),
        report.modules().stream().map(CloneBenchmark::place).toList(),
        masked.seconds(),
        masked.path().id(),
        masked.path().sizeBytes());
  }

  private BuiltClone build(Dataset samples, long seed, boolean masked) {
    InsertOptions insert = options.insert().withSeed(seed).withMasks(masked);
    return BuiltClone.build(task, samples, insert, ofSeed(seed), cancellation);
  }

  private CloneFigures figures(List<CloneFigures.Run> runs, int testImages, OptionalLong peak) {
    Map<String, CloneFigures.Method> methods = new LinkedHashMap<>();
    for (String name : runs.get(0).methods().keySet()) {
      methods.put(
          name, CloneFigures.Method.of(runs.stream().map(r -> r.methods().get(name)).toList()));
    }
    CloneFigures.Run first = runs.get(0);
    return new CloneFigures(
        task.target().name(),
        task.sources().stream().map(wanted -> wanted.source().name()).toList(),
        task.labels(),
        options.perClass(),
        testImages,
        methods,
        mean(runs, CloneFigures.Run::keptFilters),
        mean(runs, CloneFigures.Run::keptFlops),
        mean(runs, CloneFigures.Run::similarity),
        first.position(),
        mean(runs, CloneFigures.Run::buildSeconds),
        peak.isPresent() ? peak.getAsLong() : null,
        first.pathId(),
        first.pathBytes(),
        runs);
  }

  private ProgressListener ofSeed(long seed) {
    return event -> {
      if (event instanceof Progress.Stage stage && options.seeds() > 1) {
        String name = "seed " + seed + " of " + options.seeds() + ": " + stage.name();
        progress.stage(name, stage.steps());
      } else {
        progress.hear(event);
      }
    };
  }

  private static CloneFigures.Place place(CloneReport.Module module) {
    return new CloneFigures.Place(
        module.source(),
        module.position().targetCut().number(),
        module.position().sourceCut().number());
  }

  private static double mean(CloneReport report, ToDoubleFunction<CloneReport.Module> figure) {
    return mean(report.modules(), figure);
  }

  private static <T> double mean(List<T> of, ToDoubleFunction<T> figure) {
    return of.stream().mapToDouble(figure).average().orElse(0);
  }
}
