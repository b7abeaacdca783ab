package io.lucy.engine.insert;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.local.Localisation;
import io.lucy.engine.local.Localiser;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.local.Probe;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.Tuning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Localises a source on a task's calibration data, and cuts what was found to the module at a
 * position.
 */
final class ModuleLocaliser {
  private final KnownNetwork target;
  private final Calibration calibration;
  private final InsertOptions options;
  private final ProgressListener progress;
  private final Cancellation cancellation;

  ModuleLocaliser(
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
   * Masks of a module that keep what a source says of some labels, smallest first; the last one
   * keeps all filters.
   */
  List<MaskedModule.Setting> localise(KnownNetwork source, List<String> wanted, ModuleParts parts) {
    Position input = new Position(target.cuts().get(0), source.cuts().get(0));
    ModuleParts whole = ModuleParts.of(source, input);
    SourceProbes probes = new SourceProbes(target, source, calibration, cancellation);
    List<Probe> fit = probes.of(calibration.train(), wanted, options.localise(), options.seed());
    List<Probe> judge =
        probes.of(calibration.heldOut(), wanted, options.localise(), options.seed());
    Localisation found;
    try (MaskedModule module = new MaskedModule(whole.graph(), whole.groups())) {
      found =
          new Localiser(
                  module,
                  source.network().head(),
                  source.rows(wanted),
                  options.localise().withLeast(options.least()),
                  options.seed(),
                  progress,
                  cancellation)
              .localise(fit, judge);
    }
    List<MaskedModule.Setting> settings = new ArrayList<>();
    settings.add(MaskedModule.Setting.whole(parts.groups()));
    for (Localisation.Round round : found.rounds()) {
      settings.add(0, restricted(whole, round.setting(), parts));
    }
    return settings;
  }

  private static MaskedModule.Setting restricted(
      ModuleParts whole, MaskedModule.Setting setting, ModuleParts parts) {
    Map<io.lucy.engine.surgery.FilterGroups.Filter, Integer> place = new HashMap<>();
    for (int i = 0; i < whole.groups().filters(); i++) {
      place.put(whole.groups().filterList().get(i), i);
    }
    float[] gains = new float[parts.groups().filters()];
    float[] shifts = new float[gains.length];
    for (int i = 0; i < gains.length; i++) {
      Integer from = place.get(parts.groups().filterList().get(i));
      gains[i] = from == null ? 1 : setting.tuning().gains()[from];
      shifts[i] = from == null ? 0 : setting.tuning().shifts()[from];
    }
    boolean[] kept = parts.groups().restrict(whole.groups(), setting.kept());
    return new MaskedModule.Setting(kept, Tuning.of(parts.groups(), gains, shifts));
  }
}
