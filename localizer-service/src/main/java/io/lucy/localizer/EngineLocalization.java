package io.lucy.localizer;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.engine.insert.Inserter;
import io.lucy.engine.insert.LocaliseRequest;
import io.lucy.engine.insert.ModuleLocaliser;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.grpc.Digits;
import io.lucy.fabric.work.BuildOptions;
import io.lucy.fabric.work.DataDirectory;
import io.lucy.fabric.work.ModuleCodec;
import io.lucy.fabric.work.NetworkDirectory;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.event.v1.LocalizeWork;
import io.lucy.proto.localizer.v1.LocalizedModule;
import io.lucy.proto.zoo.v1.Choice;
import java.util.ArrayList;
import java.util.List;

/** Local(·) by the engine. */
public final class EngineLocalization implements Localization {
  private final NetworkDirectory networks;
  private final DataDirectory data;

  public EngineLocalization(NetworkDirectory networks, DataDirectory data) {
    this.networks = networks;
    this.data = data;
  }

  @Override
  public LocalizedModule localize(
      LocalizeWork work, ProgressListener progress, Cancellation cancellation) {
    progress.stage("localise " + work.getSource().getName(), 0);
    InsertOptions options = BuildOptions.of(work.getOptions());
    Dataset samples = data.samples(work.getData(), work.getLabelsList(), options.seed());
    LocaliseRequest request = request(work, samples, options, progress, cancellation);
    return ModuleCodec.encode(new ModuleLocaliser(progress, cancellation).of(request));
  }

  private LocaliseRequest request(
      LocalizeWork work,
      Dataset samples,
      InsertOptions options,
      ProgressListener progress,
      Cancellation cancellation) {
    KnownNetwork target = network(work.getTarget());
    if (work.getJudgesCount() == 0) {
      Inserter.Wanted wanted =
          new Inserter.Wanted(network(work.getSource()), work.getWantedLabelsList());
      return LocaliseRequest.labelled(target, wanted, samples, work.getLabelsList(), options);
    }
    List<Inserter.Wanted> judges = new ArrayList<>();
    for (Choice judge : work.getJudgesList()) {
      judges.add(new Inserter.Wanted(network(judge.getNetwork()), judge.getLabelsList()));
    }
    return new Inserter(target, judges, work.getLabelsList(), options, progress, cancellation)
        .requests(samples)
        .get(work.getJudge());
  }

  private KnownNetwork network(NetworkName name) {
    return networks.network(Digits.of(name.getModel().getSha256()));
  }
}
