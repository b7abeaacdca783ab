package io.lucy.engine.insert;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.Assembly;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.compose.StartHead;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.fit.Ensemble;
import io.lucy.engine.fit.HeadSelection;
import io.lucy.engine.fit.Logits;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.path.AdapterWeights;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.Cut;
import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Insert(·): connects modules to a target, one after the other, and then fits the head to all of
 * them together.
 *
 * <p>The result is a clone path; no network changes.
 */
public final class Inserter {
  /**
   * A source and what it is wanted for.
   *
   * @param wanted labels of the task that it knows
   */
  public record Wanted(KnownNetwork source, List<String> labels) {}

  private final KnownNetwork target;
  private final List<PlacedModule> kept;
  private final Optional<Head> known;
  private final List<Wanted> sources;
  private final Optional<String> parentId;
  private final List<String> labels;
  private final InsertOptions options;
  private final ProgressListener progress;
  private final Cancellation cancellation;

  public Inserter(
      KnownNetwork target,
      List<Wanted> sources,
      List<String> labels,
      InsertOptions options,
      ProgressListener progress,
      Cancellation cancellation) {
    this(
        target,
        List.of(),
        Optional.empty(),
        sources,
        labels,
        Optional.empty(),
        options,
        progress,
        cancellation);
  }

  /**
   * Prepares the change of a clone.
   *
   * @param kept modules that stay as they are, before those of the sources
   * @param known the head on the features of the target and the kept modules, as it was
   * @param parentId of the path that is changed
   */
  Inserter(
      KnownNetwork target,
      List<PlacedModule> kept,
      Optional<Head> known,
      List<Wanted> sources,
      List<String> labels,
      Optional<String> parentId,
      InsertOptions options,
      ProgressListener progress,
      Cancellation cancellation) {
    this.target = target;
    this.kept = List.copyOf(kept);
    this.known = known;
    this.sources =
        Stream.concat(kept.stream().map(PlacedModule::wanted), sources.stream()).toList();
    this.parentId = parentId;
    this.labels = List.copyOf(labels);
    this.options = options;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /** A module in place. */
  private record Placed(
      ModuleParts parts,
      MaskedModule.Setting setting,
      Optional<AdapterWeights> adapter,
      StartHead.Part part) {}

  /** What was placed last, and the head on all features so far. */
  private record Grown(Placed placed, Head head) {}

  /**
   * What {@link #insert} will ask of Local(·), one request per new source, in their order; nothing
   * when there are no masks.
   *
   * <p>Each can be answered at any time and anywhere; the answers are handed over by {@link
   * Localisations#known}. Costs a run of all networks over the data unless every sample is
   * labelled.
   *
   * @throws LucyException for data that {@link #insert} refuses too
   */
  public List<LocaliseRequest> requests(Dataset data) {
    checkShape(data);
    boolean labelled = IntStream.range(0, data.size()).allMatch(i -> data.label(i) >= 0);
    List<Matrix> logits = labelled ? List.of() : logits(data, frozenSources(data));
    Calibration calibration =
        Calibration.of(data, labels, names(), columnsKnown(), logits, options.seed());
    return options.masked()
        ? sources.subList(kept.size(), sources.size()).stream()
            .map(wanted -> request(wanted, calibration))
            .toList()
        : List.of();
  }

  private LocaliseRequest request(Wanted wanted, Calibration calibration) {
    return LocaliseRequest.of(
        target, wanted, calibration.data(), labels, calibration.likeliest(), options);
  }

  private List<Frozen> frozenSources(Dataset data) {
    List<Frozen> frozen = new ArrayList<>();
    for (Wanted wanted : sources) {
      frozen.add(Frozen.source(target, wanted.source(), data, List.of(), cancellation));
    }
    return frozen;
  }

  /** What the target and then the sources say. */
  private List<Matrix> logits(Dataset data, List<Frozen> ofSources) {
    List<Matrix> logits = new ArrayList<>();
    logits.add(Frozen.target(target, data, Map.of(), cancellation).logits());
    ofSources.forEach(f -> logits.add(f.logits()));
    return logits;
  }

  /** Builds a clone as {@link #insert(Dataset, Localisations)}, which localises on the spot. */
  public CloneReport insert(Dataset data) {
    return insert(data, new ModuleLocaliser(progress, cancellation));
  }

  /**
   * Builds a clone from calibration data.
   *
   * @param data images of the target's shape; labelled, with origins, or neither
   * @param localisations asked once for each new source, unless there are no masks
   */
  public CloneReport insert(Dataset data, Localisations localisations) {
    checkShape(data);
    List<Frozen> ofSources = frozenSources(data);
    List<Matrix> logits = logits(data, ofSources);
    List<int[]> columns = columnsKnown();
    Calibration calibration =
        Calibration.of(data, labels, names(), columns, logits, options.seed());
    float[] temperatures = temperatures(Ensemble.calibrate(columns, logits, calibration.targets()));
    StartHead.Part targetPart =
        part(target, IntStream.range(0, target.features()).toArray(), target.labels());
    List<Placed> placed = new ArrayList<>();
    List<CloneReport.Tried> tried = new ArrayList<>();
    CloneFeatures features = new CloneFeatures(target, cancellation);
    for (PlacedModule k : kept) {
      StartHead.Part part = part(k.parts().source(), k.columns(), k.path().wantedLabels());
      placed.add(new Placed(k.parts(), k.setting(), k.adapter(), part));
      features.add(k.parts(), k.setting(), k.adapter());
    }
    Optional<Head> grown = known;
    for (int i = kept.size(); i < sources.size(); i++) {
      List<StartHead.Part> others = new ArrayList<>(List.of(targetPart));
      placed.forEach(p -> others.add(p.part()));
      float[] upToNow = Arrays.copyOf(temperatures, i + 2);
      Grown next =
          place(
              calibration,
              localisations,
              sources.get(i),
              others,
              grown,
              upToNow,
              features,
              ofSources.get(i),
              tried);
      Placed last = next.placed();
      placed.add(last);
      grown = Optional.of(next.head());
      features.add(last.parts(), last.setting(), last.adapter());
    }
    List<StartHead.Part> parts = new ArrayList<>(List.of(targetPart));
    placed.forEach(p -> parts.add(p.part()));
    Head start = StartHead.of(labels, parts, temperatures);
    progress.stage("fit the head", 0);
    Matrix joined = features.of(data);
    Head head =
        sources.size() > kept.size()
            ? grown.orElseThrow()
            : HeadSelection.select(joined, calibration.targets(), grown.orElse(start)).head();
    List<ModulePath> modulePaths = new ArrayList<>();
    kept.forEach(k -> modulePaths.add(k.path()));
    for (int i = kept.size(); i < placed.size(); i++) {
      Placed p = placed.get(i);
      modulePaths.add(
          PathDraft.module(p.parts(), sources.get(i).labels(), p.setting(), p.adapter()));
    }
    ClonePathView path =
        new ClonePathView(
            target.identity(),
            labels,
            List.of(),
            modulePaths,
            Optional.of(Assembly.minus(head, start, temperatures)),
            parentId,
            PathDraft.provenance(data, options));
    List<CloneReport.Module> modules = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      modules.add(report(placed.get(i), calibration, sources.get(i)));
    }
    return new CloneReport(
        path, tried, modules, mean(Logits.losses(Logits.of(head, joined), calibration.targets())));
  }

  private static double mean(double[] losses) {
    return Arrays.stream(losses).average().orElse(0);
  }

  private Grown place(
      Calibration calibration,
      Localisations localisations,
      Wanted wanted,
      List<StartHead.Part> others,
      Optional<Head> grown,
      float[] temperatures,
      CloneFeatures features,
      Frozen ofSource,
      List<CloneReport.Tried> report) {
    KnownNetwork source = wanted.source();
    StartHead.Part whole =
        part(source, IntStream.range(0, source.features()).toArray(), wanted.labels());
    Matrix otherFeatures = features.of(calibration.data());
    Head start = start(others, whole, grown, temperatures);
    PositionSearch search =
        new PositionSearch(
            target, source, calibration, otherFeatures, start, progress, cancellation);
    List<PositionSearch.Tried> tried = search.search(positions(source));
    PositionSearch.Tried winner = tried.get(PositionSearch.winner(tried));
    tried.forEach(
        t ->
            report.add(
                new CloneReport.Tried(source.name(), t.parts().position(), t.loss(), t == winner)));
    ModuleParts parts = winner.parts();
    Matrix own = options.masked() ? ofSource.features() : winner.features();
    Head unmasked =
        HeadSelection.select(
                Matrix.beside(List.of(otherFeatures, own)), calibration.targets(), start)
            .head();
    if (!options.masked()) {
      MaskedModule.Setting setting = MaskedModule.Setting.whole(parts.groups());
      return new Grown(new Placed(parts, setting, winner.adapter(), whole), unmasked);
    }
    List<MaskedModule.Setting> localised = localisations.of(request(wanted, calibration)).at(parts);
    ModuleRefiner.Refined refined =
        new ModuleRefiner(target, calibration, options, wanted.labels(), progress, cancellation)
            .refine(parts, winner.adapter(), localised, unmasked, features::of);
    int[] columns = parts.features(refined.setting().kept());
    StartHead.Part part = part(source, columns, wanted.labels());
    return new Grown(
        new Placed(parts, refined.setting(), refined.adapter(), part),
        leftColumns(refined.head(), otherFeatures.columns(), columns));
  }

  /** W₀ when nothing is known yet; else the head so far, with the source's own rows beside it. */
  private Head start(
      List<StartHead.Part> others,
      StartHead.Part whole,
      Optional<Head> grown,
      float[] temperatures) {
    List<StartHead.Part> all = new ArrayList<>(others);
    all.add(whole);
    Head start = StartHead.of(labels, all, temperatures);
    if (grown.isEmpty()) {
      return start;
    }
    Head before = grown.get();
    float[] weights = start.weights().clone();
    float[] bias = start.bias().clone();
    for (int k = 0; k < labels.size(); k++) {
      System.arraycopy(
          before.weights(),
          k * before.features(),
          weights,
          k * start.features(),
          before.features());
      boolean nobody = true;
      for (StartHead.Part other : others) {
        nobody &= !other.knows()[k];
      }
      bias[k] = nobody ? bias[k] : before.bias()[k];
    }
    return new Head(weights, bias);
  }

  /** A head without the columns of features that a mask took. */
  private static Head leftColumns(Head head, int others, int[] columns) {
    int width = others + columns.length;
    float[] weights = new float[head.labels() * width];
    for (int k = 0; k < head.labels(); k++) {
      System.arraycopy(head.weights(), k * head.features(), weights, k * width, others);
      for (int j = 0; j < columns.length; j++) {
        weights[k * width + others + j] = head.weights()[k * head.features() + others + columns[j]];
      }
    }
    return new Head(weights, head.bias());
  }

  private List<Position> positions(KnownNetwork source) {
    if (options.position().isPresent()) {
      int[] cuts = options.position().get();
      return List.of(new Position(cut(target, cuts[0]), cut(source, cuts[1])));
    }
    return options.allPositions()
        ? Positions.all(target, source)
        : Positions.nearest(target, source);
  }

  private static Cut cut(KnownNetwork network, int number) {
    if (number < 0 || number >= network.cuts().size()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "cut of "
              + network.name()
              + ": "
              + number
              + " (expected: 0 to "
              + (network.cuts().size() - 1)
              + ")");
    }
    return network.cuts().get(number);
  }

  private CloneReport.Module report(Placed placed, Calibration calibration, Wanted wanted) {
    double similarity =
        new ModuleSimilarity(target, calibration, cancellation)
            .of(
                placed.parts(),
                placed.setting(),
                placed.adapter(),
                wanted.labels(),
                options.seed());
    boolean[] kept = placed.setting().kept();
    long whole = Math.max(1, placed.parts().groups().flops(placed.parts().groups().all()));
    return new CloneReport.Module(
        wanted.source().name(),
        placed.parts().position(),
        placed.parts().groups().keptFilters(kept),
        (double) placed.parts().groups().flops(kept) / whole,
        similarity);
  }

  private List<int[]> columnsKnown() {
    List<int[]> known = new ArrayList<>(List.of(columns(target, target.labels())));
    sources.forEach(wanted -> known.add(columns(wanted.source(), wanted.labels())));
    return known;
  }

  private int[] columns(KnownNetwork network, List<String> counted) {
    return labels.stream()
        .mapToInt(l -> counted.contains(l) ? network.labels().indexOf(l) : -1)
        .toArray();
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(List.of(target.name()));
    sources.forEach(wanted -> names.add(wanted.source().name()));
    return names;
  }

  private static float[] temperatures(Ensemble ensemble) {
    float[] temperatures = new float[ensemble.temperatures().length];
    for (int i = 0; i < temperatures.length; i++) {
      temperatures[i] = (float) ensemble.temperatures()[i];
    }
    return temperatures;
  }

  private StartHead.Part part(KnownNetwork network, int[] columns, List<String> counted) {
    boolean[] knows = new boolean[labels.size()];
    for (int k = 0; k < knows.length; k++) {
      knows[k] = counted.contains(labels.get(k));
    }
    return new StartHead.Part(network, columns, knows);
  }

  private void checkShape(Dataset data) {
    if (!data.shape().equals(target.imageShape())) {
      throw new LucyException(
          Reason.DATASET_INVALID,
          "images of the data: "
              + data.shape()
              + " (expected by "
              + target.name()
              + ": "
              + target.imageShape()
              + ")");
    }
  }
}
