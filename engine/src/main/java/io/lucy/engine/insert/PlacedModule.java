package io.lucy.engine.insert;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.compose.StartHead;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.path.Adapter;
import io.lucy.engine.path.AdapterWeights;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.surgery.Cut;
import io.lucy.engine.surgery.Tuning;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A module that a path describes, as the numerics hold it.
 *
 * @param path what is stored of it
 * @param setting which groups of filters stay, and their tuning
 * @param adapter none at the input
 */
record PlacedModule(
    ModulePath path,
    ModuleParts parts,
    MaskedModule.Setting setting,
    Optional<AdapterWeights> adapter) {

  /**
   * Puts a module back into its place.
   *
   * @throws LucyException {@link Reason#PATH_CORRUPT} when it does not fit the networks, {@link
   *     Reason#PATH_UNRESOLVED} when its adapter is missing
   */
  static PlacedModule of(ModulePath module, KnownNetwork target, KnownNetwork source) {
    Position position =
        new Position(
            cut(target, module.targetCut(), module.targetShape()),
            cut(source, module.sourceCut(), module.sourceShape()));
    ModuleParts parts = ModuleParts.of(source, position);
    boolean[] bits = new boolean[module.mask().filters()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = module.mask().kept(i);
    }
    try {
      Tuning tuning =
          module.tuning().isNone()
              ? Tuning.none(parts.groups())
              : Tuning.of(parts.groups(), module.tuning().gains(), module.tuning().shifts());
      MaskedModule.Setting setting = new MaskedModule.Setting(parts.groups().kept(bits), tuning);
      return new PlacedModule(module, parts, setting, adapter(module, position));
    } catch (IllegalArgumentException e) {
      throw new LucyException(
          Reason.PATH_CORRUPT,
          "the path does not fit the networks it names: module of "
              + source.name()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static Optional<AdapterWeights> adapter(ModulePath module, Position position) {
    if (module.adapter() instanceof AdapterWeights weights) {
      return Optional.of(weights);
    }
    if (module.adapter() instanceof Adapter.Missing) {
      throw new LucyException(
          Reason.PATH_UNRESOLVED,
          "the path has no adapter for its module of "
              + module.source().name()
              + "; repair it with calibration data");
    }
    return position.isInput() ? Optional.empty() : Optional.of(identity(position));
  }

  private static AdapterWeights identity(Position position) {
    int channels = position.sourceCut().channels();
    float[] weights = new float[channels * channels];
    for (int c = 0; c < channels; c++) {
      weights[c * channels + c] = 1;
    }
    return new AdapterWeights(weights, new float[channels]);
  }

  private static Cut cut(KnownNetwork network, int number, Shape shape) {
    boolean there = number < network.cuts().size();
    if (!there || !sample(network.cuts().get(number).shape()).equals(shape)) {
      throw new LucyException(
          Reason.PATH_CORRUPT,
          "the path does not fit the networks it names: cut "
              + number
              + " of "
              + network.name()
              + " is "
              + (there ? sample(network.cuts().get(number).shape()) : "not there")
              + " (expected: "
              + shape
              + ")");
    }
    return network.cuts().get(number);
  }

  /** Places of the source's features that are left, in order. */
  int[] columns() {
    return parts.features(setting.kept());
  }

  /** What it brings to the head of a clone with some labels. */
  StartHead.Part part(List<String> labels) {
    return StartHead.Part.source(parts.source(), columns(), path.wantedLabels(), labels);
  }

  Inserter.Wanted wanted() {
    return new Inserter.Wanted(parts.source(), path.wantedLabels());
  }

  /** The shape of one sample. */
  private static Shape sample(Shape shape) {
    int[] extents = shape.extents();
    return Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
  }
}
