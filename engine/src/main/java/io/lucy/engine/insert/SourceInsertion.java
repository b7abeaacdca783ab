package io.lucy.engine.insert;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.compose.StartHead;
import io.lucy.engine.fit.HeadSelection;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.path.AdapterWeights;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.Cut;
import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Connects one more source to what a clone has so far: searches its position, masks it, and fits
 * the head to its features too.
 */
final class SourceInsertion {
  private final KnownNetwork target;
  private final Calibration calibration;
  private final Localisations localisations;
  private final InsertOptions options;
  private final ProgressListener progress;
  private final Cancellation cancellation;

  SourceInsertion(
      KnownNetwork target,
      Calibration calibration,
      Localisations localisations,
      InsertOptions options,
      ProgressListener progress,
      Cancellation cancellation) {
    this.target = target;
    this.calibration = calibration;
    this.localisations = localisations;
    this.options = options;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /** A module in place. */
  record Placed(
      ModuleParts parts,
      MaskedModule.Setting setting,
      Optional<AdapterWeights> adapter,
      StartHead.Part part) {}

  /** What was placed last, and the head on all features so far. */
  record Grown(Placed placed, Head head, List<CloneReport.Tried> tried) {}

  /**
   * Connects a source.
   *
   * @param others what the clone has so far brings to its head
   * @param known the head on their features, if there is one already
   * @param temperatures one for each of the others, and the source's
   * @param features of what the clone has so far, for any images
   * @param whole the source's own features on the calibration data
   */
  Grown insert(
      Inserter.Wanted wanted,
      List<StartHead.Part> others,
      Optional<Head> known,
      float[] temperatures,
      CloneFeatures features,
      Matrix whole) {
    KnownNetwork source = wanted.source();
    StartHead.Part allOfIt = part(wanted, IntStream.range(0, source.features()).toArray());
    Matrix otherFeatures = features.of(calibration.data());
    Head start = start(others, allOfIt, known, temperatures);
    PositionSearch search =
        new PositionSearch(
            target, source, calibration, otherFeatures, start, progress, cancellation);
    List<PositionSearch.Tried> tried = search.search(positions(source));
    PositionSearch.Tried winner = tried.get(PositionSearch.winner(tried));
    List<CloneReport.Tried> report =
        tried.stream()
            .map(
                t ->
                    new CloneReport.Tried(
                        source.name(), t.parts().position(), t.loss(), t == winner))
            .toList();
    Matrix own = options.masked() ? whole : winner.features();
    Matrix joined = Matrix.beside(List.of(otherFeatures, own));
    Head unmasked = HeadSelection.select(joined, calibration.targets(), start).head();
    ModuleParts parts = winner.parts();
    if (!options.masked()) {
      MaskedModule.Setting setting = MaskedModule.Setting.whole(parts.groups());
      return new Grown(new Placed(parts, setting, winner.adapter(), allOfIt), unmasked, report);
    }
    LocalisedSource localised =
        localisations.of(
            LocaliseRequest.of(
                target,
                wanted,
                calibration.data(),
                calibration.labels(),
                calibration.likeliest(),
                options));
    ModuleRefiner.Refined refined =
        new ModuleRefiner(target, calibration, options, wanted.labels(), progress, cancellation)
            .refine(parts, winner.adapter(), localised.at(parts), unmasked, features::of);
    int[] columns = parts.features(refined.setting().kept());
    return new Grown(
        new Placed(parts, refined.setting(), refined.adapter(), part(wanted, columns)),
        leftColumns(refined.head(), otherFeatures.columns(), columns),
        report);
  }

  private StartHead.Part part(Inserter.Wanted wanted, int[] columns) {
    return StartHead.Part.source(wanted.source(), columns, wanted.labels(), calibration.labels());
  }

  /** W₀ when nothing is known yet; else the head so far, with the source's own rows beside it. */
  private Head start(
      List<StartHead.Part> others,
      StartHead.Part whole,
      Optional<Head> grown,
      float[] temperatures) {
    List<StartHead.Part> all = new ArrayList<>(others);
    all.add(whole);
    Head start = StartHead.of(calibration.labels(), all, temperatures);
    if (grown.isEmpty()) {
      return start;
    }
    Head before = grown.get();
    float[] weights = start.weights().clone();
    float[] bias = start.bias().clone();
    for (int k = 0; k < start.labels(); k++) {
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
}
