package io.lucy.engine.insert;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.local.Localiser;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.local.Probe;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import java.util.List;

/**
 * Local(·) of a source on a task's calibration data: of the whole source, whatever position its
 * module is connected at later.
 *
 * <p>Seconds for a small network. Answers depend on the request alone, whatever was asked before.
 */
public final class ModuleLocaliser implements Localisations {
  private final ProgressListener progress;
  private final Cancellation cancellation;

  public ModuleLocaliser(ProgressListener progress, Cancellation cancellation) {
    this.progress = progress;
    this.cancellation = cancellation;
  }

  @Override
  public LocalisedSource of(LocaliseRequest request) {
    KnownNetwork source = request.source();
    ModuleParts whole = LocalisedSource.whole(source);
    SourceProbes probes =
        new SourceProbes(
            request.pixels(),
            source.pixels(),
            request.data(),
            request.labels(),
            request.likeliest(),
            cancellation);
    SampleSplit split =
        SampleSplit.of(request.likeliest(), request.labels().size(), request.seed());
    List<Probe> fit = probes.of(split.train(), request.wanted(), request.options(), request.seed());
    List<Probe> judge =
        probes.of(split.heldOut(), request.wanted(), request.options(), request.seed());
    try (MaskedModule module = new MaskedModule(whole.graph(), whole.groups())) {
      Localiser localiser =
          new Localiser(
              module,
              source.network().head(),
              source.rows(request.wanted()),
              request.options(),
              request.seed(),
              progress,
              cancellation);
      return LocalisedSource.of(request, localiser.localise(fit, judge));
    }
  }
}
