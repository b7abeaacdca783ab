package io.lucy.engine.insert;

import io.lucy.engine.LucyException;
import io.lucy.engine.compose.Assembly;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.StartHead;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.fit.HeadSelection;
import io.lucy.engine.fit.Logits;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.HeadDelta;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private final CloneNetworks networks;
  private final List<PlacedModule> kept;
  private final Optional<Head> known;
  private final Optional<String> parentId;
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
    this.networks =
        new CloneNetworks(
            target,
            Stream.concat(kept.stream().map(PlacedModule::wanted), sources.stream()).toList(),
            labels);
    this.parentId = parentId;
    this.options = options;
    this.progress = progress;
    this.cancellation = cancellation;
  }

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
    networks.checkShape(data);
    boolean labelled = IntStream.range(0, data.size()).allMatch(i -> data.label(i) >= 0);
    List<Matrix> logits =
        labelled
            ? List.of()
            : networks.logits(data, networks.frozenSources(data, cancellation), cancellation);
    int[] likeliest = networks.calibration(data, logits, options.seed()).likeliest();
    return options.masked()
        ? sources().subList(kept.size(), sources().size()).stream()
            .map(w -> LocaliseRequest.of(target, w, data, networks.labels(), likeliest, options))
            .toList()
        : List.of();
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
    networks.checkShape(data);
    List<Frozen> ofSources = networks.frozenSources(data, cancellation);
    List<Matrix> logits = networks.logits(data, ofSources, cancellation);
    Calibration calibration = networks.calibration(data, logits, options.seed());
    float[] temperatures = networks.temperatures(logits, calibration);
    CloneFeatures features = new CloneFeatures(target, cancellation);
    List<SourceInsertion.Placed> placed = keptInPlace(features);
    List<CloneReport.Tried> tried = new ArrayList<>();
    SourceInsertion insertion =
        new SourceInsertion(target, calibration, localisations, options, progress, cancellation);
    Optional<Head> grown = known;
    for (int i = kept.size(); i < sources().size(); i++) {
      float[] upToNow = Arrays.copyOf(temperatures, i + 2);
      Matrix whole = ofSources.get(i).features();
      SourceInsertion.Grown next =
          insertion.insert(sources().get(i), parts(placed), grown, upToNow, features, whole);
      SourceInsertion.Placed last = next.placed();
      placed.add(last);
      features.add(last.parts(), last.setting(), last.adapter());
      grown = Optional.of(next.head());
      tried.addAll(next.tried());
    }
    Head start = StartHead.of(networks.labels(), parts(placed), temperatures);
    progress.stage("fit the head", 0);
    Matrix joined = features.of(data);
    Head head =
        sources().size() > kept.size()
            ? grown.orElseThrow()
            : HeadSelection.select(joined, calibration.targets(), grown.orElse(start)).head();
    double[] losses = Logits.losses(Logits.of(head, joined), calibration.targets());
    return new CloneReport(
        path(placed, Assembly.minus(head, start, temperatures), data),
        tried,
        modules(placed, calibration),
        Arrays.stream(losses).average().orElse(0));
  }

  private List<Wanted> sources() {
    return networks.sources();
  }

  private List<SourceInsertion.Placed> keptInPlace(CloneFeatures features) {
    List<SourceInsertion.Placed> placed = new ArrayList<>();
    for (PlacedModule k : kept) {
      StartHead.Part part = k.part(networks.labels());
      placed.add(new SourceInsertion.Placed(k.parts(), k.setting(), k.adapter(), part));
      features.add(k.parts(), k.setting(), k.adapter());
    }
    return placed;
  }

  private List<StartHead.Part> parts(List<SourceInsertion.Placed> placed) {
    List<StartHead.Part> parts = new ArrayList<>();
    parts.add(StartHead.Part.target(target, networks.labels()));
    placed.forEach(p -> parts.add(p.part()));
    return parts;
  }

  private ClonePathView path(List<SourceInsertion.Placed> placed, HeadDelta head, Dataset data) {
    List<ModulePath> modules = new ArrayList<>();
    kept.forEach(k -> modules.add(k.path()));
    for (int i = kept.size(); i < placed.size(); i++) {
      SourceInsertion.Placed p = placed.get(i);
      modules.add(PathDraft.module(p.parts(), sources().get(i).labels(), p.setting(), p.adapter()));
    }
    return new ClonePathView(
        target.identity(),
        networks.labels(),
        List.of(),
        modules,
        Optional.of(head),
        parentId,
        PathDraft.provenance(data, options));
  }

  private List<CloneReport.Module> modules(
      List<SourceInsertion.Placed> placed, Calibration calibration) {
    List<CloneReport.Module> modules = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      modules.add(report(placed.get(i), calibration, sources().get(i)));
    }
    return modules;
  }

  private CloneReport.Module report(
      SourceInsertion.Placed placed, Calibration calibration, Wanted wanted) {
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
}
