package io.lucy.engine.insert;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.Assembly;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.StartHead;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.HeadDelta;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.path.Provenance;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Grows and shrinks a clone: modules come and go, and what stays is not touched but for the head,
 * which is fitted to all features anew.
 *
 * <p>The old path stays what it is; the new one names it as its parent.
 */
public final class CloneChange {
  private final ClonePath parent;
  private final ClonePathView view;
  private final Function<NetworkIdentity, KnownNetwork> zoo;
  private final InsertOptions options;
  private final ProgressListener progress;
  private final Cancellation cancellation;

  /**
   * Prepares a change.
   *
   * @param parent the clone to change
   * @param zoo finds the networks that a path names; throws {@link Reason#PATH_UNRESOLVED} for one
   *     it does not have
   */
  public CloneChange(
      ClonePath parent,
      Function<NetworkIdentity, KnownNetwork> zoo,
      InsertOptions options,
      ProgressListener progress,
      Cancellation cancellation) {
    this.parent = parent;
    this.view = ClonePathCodec.decode(parent);
    this.zoo = zoo;
    this.options = options;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /**
   * Extends the clone by sources, one module each, behind the modules that it has.
   *
   * @param added labels that the clone does not have yet; may be empty
   * @param data samples of all labels, old and new
   * @return masks, tunings and adapters of the old modules are those of the parent
   * @throws LucyException {@link Reason#LABEL_INVALID} for a label that the clone has, or that no
   *     network of the new clone knows; and as {@link Inserter#insert}
   */
  public CloneReport extend(List<KnownNetwork> sources, List<String> added, Dataset data) {
    return extension(sources, added).insert(data);
  }

  /**
   * What extends the clone, for those who ask for its {@link Inserter#requests} first.
   *
   * @param added as for {@link #extend}
   */
  public Inserter extension(List<KnownNetwork> sources, List<String> added) {
    List<String> labels = new ArrayList<>(view.labels());
    for (String label : added) {
      if (labels.contains(label)) {
        throw new LucyException(
            Reason.LABEL_INVALID, "label '" + label + "' is one of the clone's already");
      }
      labels.add(label);
    }
    List<Inserter.Wanted> wanted = new ArrayList<>();
    for (KnownNetwork source : sources) {
      List<String> known = labels.stream().filter(source.labels()::contains).toList();
      if (known.isEmpty()) {
        throw new LucyException(
            Reason.LABEL_INVALID,
            source.name()
                + " knows none of the labels "
                + String.join(", ", labels)
                + " (it knows: "
                + String.join(", ", source.labels())
                + ")");
      }
      wanted.add(new Inserter.Wanted(source, known));
    }
    KnownNetwork target = zoo.apply(view.target());
    for (String label : added) {
      if (!target.labels().contains(label)
          && wanted.stream().noneMatch(w -> w.labels().contains(label))) {
        throw new LucyException(
            Reason.LABEL_INVALID,
            "label '" + label + "' is known to neither the target nor the new source");
      }
    }
    return inserter(target, view.modules(), wanted, labels);
  }

  /**
   * The labels that stay when a module goes: those that the target or another module knows. All the
   * target's labels, when the last module goes.
   */
  public List<String> labelsWithout(int module) {
    requireModule(module);
    return view.labelsWithout(module);
  }

  /**
   * Removes a module that is not the last one, and fits the head to what is left.
   *
   * @param data samples of {@link #labelsWithout}
   */
  public CloneReport shrink(int module, Dataset data) {
    List<ModulePath> rest = without(module);
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("the last module (expected: use toTarget)");
    }
    return inserter(zoo.apply(view.target()), rest, List.of(), labelsWithout(module)).insert(data);
  }

  /** What is left when the last module goes: the target itself, with all its labels and ΔW = 0. */
  public ClonePathView toTarget() {
    KnownNetwork target = zoo.apply(view.target());
    int labels = target.labels().size();
    HeadDelta none =
        new HeadDelta(new float[] {1}, new float[labels * target.features()], new float[labels]);
    return new ClonePathView(
        view.target(),
        target.labels(),
        List.of(),
        List.of(),
        Optional.of(none),
        Optional.of(parent.id()),
        Provenance.NONE);
  }

  /**
   * The path in a history that this clone is without a module, if there is one: going back restores
   * it byte for byte, and takes no data.
   *
   * @param history finds a path by its id, if it is at hand
   */
  public Optional<ClonePath> ancestorWithout(
      int module, Function<String, Optional<ClonePath>> history) {
    List<ModulePath> rest = without(module);
    Optional<String> id = view.parentId();
    while (id.isPresent()) {
      Optional<ClonePath> ancestor = history.apply(id.get());
      if (ancestor.isEmpty()) {
        return Optional.empty();
      }
      ClonePathView known = ClonePathCodec.decode(ancestor.get());
      if (known.target().equals(view.target()) && known.modules().equals(rest)) {
        return ancestor;
      }
      id = known.parentId();
    }
    return Optional.empty();
  }

  private void requireModule(int module) {
    if (module < 0 || module >= view.modules().size()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "module "
              + module
              + " (the clone has "
              + view.modules().size()
              + ", numbered from 0: "
              + Arrays.toString(view.modules().stream().map(m -> m.source().name()).toArray())
              + ")");
    }
  }

  private List<ModulePath> without(int module) {
    requireModule(module);
    List<ModulePath> rest = new ArrayList<>(view.modules());
    rest.remove(module);
    return rest;
  }

  private Inserter inserter(
      KnownNetwork target,
      List<ModulePath> kept,
      List<Inserter.Wanted> sources,
      List<String> labels) {
    List<PlacedModule> placed =
        kept.stream().map(m -> PlacedModule.of(m, target, zoo.apply(m.source()))).toList();
    return new Inserter(
        target,
        placed,
        head(target, kept, labels),
        sources,
        labels,
        Optional.of(parent.id()),
        options,
        progress,
        cancellation);
  }

  /**
   * The clone's head as it is, on the features and for the labels that stay; zeros for new labels.
   */
  private Optional<Head> head(KnownNetwork target, List<ModulePath> kept, List<String> labels) {
    if (view.head().isEmpty()) {
      return Optional.empty();
    }
    List<StartHead.Part> parts = new ArrayList<>();
    List<Integer> columns = new ArrayList<>();
    parts.add(StartHead.Part.target(target, view.labels()));
    IntStream.range(0, target.features()).forEach(columns::add);
    int from = target.features();
    for (ModulePath module : view.modules()) {
      PlacedModule placed = PlacedModule.of(module, target, zoo.apply(module.source()));
      parts.add(placed.part(view.labels()));
      if (kept.contains(module)) {
        IntStream.range(from, from + placed.columns().length).forEach(columns::add);
      }
      from += placed.columns().length;
    }
    HeadDelta delta = view.head().get();
    Head whole = Assembly.plus(StartHead.of(view.labels(), parts, delta.temperatures()), delta);
    float[] weights = new float[labels.size() * columns.size()];
    float[] bias = new float[labels.size()];
    for (int k = 0; k < labels.size(); k++) {
      int row = view.labels().indexOf(labels.get(k));
      for (int j = 0; j < columns.size() && row >= 0; j++) {
        weights[k * columns.size() + j] = whole.weights()[row * whole.features() + columns.get(j)];
      }
      bias[k] = row < 0 ? 0 : whole.bias()[row];
    }
    return Optional.of(new Head(weights, bias));
  }
}
