package io.lucy.inserter;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.insert.CloneChange;
import io.lucy.engine.insert.CloneReport;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.engine.insert.Inserter;
import io.lucy.engine.insert.Localisations;
import io.lucy.engine.insert.LocalisedSource;
import io.lucy.engine.insert.ModuleLocaliser;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.grpc.Digits;
import io.lucy.fabric.work.BuildOptions;
import io.lucy.fabric.work.DataDirectory;
import io.lucy.fabric.work.ModuleCodec;
import io.lucy.fabric.work.NetworkDirectory;
import io.lucy.proto.clone.v1.CloneResult;
import io.lucy.proto.clone.v1.CloneSpec;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.event.v1.InsertWork;
import io.lucy.proto.zoo.v1.Plan;
import java.util.List;

/**
 * Insert(·) by the engine, with the modules that were localised elsewhere; what is missing of them
 * is localised on the spot, so that the path is the same in any case.
 */
public final class EngineInsertion implements Insertion {
  private final NetworkDirectory networks;
  private final DataDirectory data;

  public EngineInsertion(NetworkDirectory networks, DataDirectory data) {
    this.networks = networks;
    this.data = data;
  }

  @Override
  public Inserted insert(InsertWork work, ProgressListener progress, Cancellation cancellation) {
    CloneSpec spec = work.getClone().getSpec();
    InsertOptions options = BuildOptions.of(spec.getOptions());
    Plan plan = work.getClone().getPlan();
    if (spec.hasNewClone()) {
      KnownNetwork target = network(plan.getTarget().getNetwork());
      Inserter inserter =
          new Inserter(target, wanted(plan), plan.getLabelsList(), options, progress, cancellation);
      return built(inserter.insert(samples(work, options), found(work, progress, cancellation)));
    }
    ClonePath parent = ClonePath.parse(work.getParentPath().toByteArray());
    CloneChange change =
        new CloneChange(parent, networks::resolve, options, progress, cancellation);
    if (spec.hasExtended()) {
      int had = ClonePathCodec.decode(parent).labels().size();
      List<String> added = plan.getLabelsList().subList(had, plan.getLabelsCount());
      List<KnownNetwork> sources = wanted(plan).stream().map(Inserter.Wanted::source).toList();
      return built(
          change
              .extension(sources, added)
              .insert(samples(work, options), found(work, progress, cancellation)));
    }
    if (ClonePathCodec.decode(parent).modules().size() == 1) {
      return kept(change.toTarget());
    }
    return built(change.shrink(spec.getShrunk().getModule(), samples(work, options)));
  }

  private List<Inserter.Wanted> wanted(Plan plan) {
    return plan.getSourcesList().stream()
        .map(source -> new Inserter.Wanted(network(source.getNetwork()), source.getLabelsList()))
        .toList();
  }

  private Dataset samples(InsertWork work, InsertOptions options) {
    return data.samples(
        work.getClone().getSpec().getData(),
        work.getClone().getPlan().getLabelsList(),
        options.seed());
  }

  private static Localisations found(
      InsertWork work, ProgressListener progress, Cancellation cancellation) {
    List<LocalisedSource> found = work.getModulesList().stream().map(ModuleCodec::decode).toList();
    return Localisations.known(found, new ModuleLocaliser(progress, cancellation));
  }

  private static Inserted built(CloneReport report) {
    byte[] path = ClonePathCodec.encode(report.path()).bytes();
    CloneResult.Builder result = PathFigures.of(path).result();
    CloneReports.describe(report, result);
    return new Inserted(path, result.build());
  }

  private static Inserted kept(ClonePathView view) {
    byte[] path = ClonePathCodec.encode(view).bytes();
    return new Inserted(path, PathFigures.of(path).result().build());
  }

  private KnownNetwork network(NetworkName name) {
    return networks.network(Digits.of(name.getModel().getSha256()));
  }
}
