package io.lucy.inserter;

import com.google.protobuf.ByteString;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.insert.Calibration;
import io.lucy.engine.insert.CloneChange;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.clone.v1.CloneSpec;
import io.lucy.proto.clone.v1.NewClone;
import io.lucy.proto.common.v1.Digest;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.transfer.v1.Dataset;
import io.lucy.proto.transfer.v1.LabelCount;
import io.lucy.proto.zoo.v1.Choice;
import io.lucy.proto.zoo.v1.Plan;
import io.lucy.proto.zoo.v1.PlanCloneRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out which networks a clone takes, and whether its data will do. */
final class ClonePlanner {
  private final ZooPlans zoo;
  private final DatasetDirectory datasets;
  private final PathDirectory paths;

  ClonePlanner(ZooPlans zoo, DatasetDirectory datasets, PathDirectory paths) {
    this.zoo = zoo;
    this.datasets = datasets;
    this.paths = paths;
  }

  /**
   * How a clone comes about.
   *
   * @param judges as in {@code CloneRequested}
   * @param restored the path of the parent's history that the clone is
   */
  record Planned(Plan plan, List<Choice> judges, Optional<ClonePath> restored) {}

  Planned plan(CloneDraft draft) {
    return switch (draft.spec().getOriginCase()) {
      case NEW_CLONE -> created(draft);
      case EXTENDED -> extended(draft, view(draft));
      case SHRUNK -> shrunk(draft, view(draft));
      case ORIGIN_NOT_SET -> throw new IllegalArgumentException("a clone without an origin");
    };
  }

  private static ClonePathView view(CloneDraft draft) {
    return ClonePathCodec.decode(draft.parent().orElseThrow());
  }

  private Planned created(CloneDraft draft) {
    CloneSpec spec = draft.spec();
    Dataset data = data(draft);
    NewClone wanted = spec.getNewClone();
    Plan plan =
        zoo.plan(
            PlanCloneRequest.newBuilder()
                .addAllLabels(spec.getLabelsList())
                .setImage(data.getImage())
                .setTarget(wanted.getTarget())
                .addAllSources(wanted.getSourcesList())
                .build());
    if (plan.getSourcesCount() == 0) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "'"
              + plan.getTarget().getNetwork().getName()
              + "' knows all these labels itself (name a source to improve on it)");
    }
    checkSamples(data, spec.getLabelsList());
    return new Planned(plan, judges(data, List.of(), plan), Optional.empty());
  }

  private Planned extended(CloneDraft draft, ClonePathView parent) {
    CloneSpec spec = draft.spec();
    Dataset data = data(draft);
    List<String> added =
        spec.getLabelsList().subList(parent.labels().size(), spec.getLabelsCount());
    List<String> sources = spec.getExtended().getSourcesList();
    if (sources.isEmpty()) {
      sources = cover(added.stream().filter(l -> !parent.target().labels().contains(l)).toList());
    }
    Plan plan =
        sources.isEmpty()
            ? alone(parent, spec.getLabelsList())
            : grown(parent, spec.getLabelsList(), sources, data);
    checkSamples(data, spec.getLabelsList());
    return new Planned(plan, judges(data, parent.modules(), plan), Optional.empty());
  }

  private Planned shrunk(CloneDraft draft, ClonePathView parent) {
    ClonePath path = draft.parent().orElseThrow();
    int module = draft.spec().getShrunk().getModule();
    CloneChange change =
        new CloneChange(
            path,
            identity -> {
              throw new IllegalStateException("labels and history take no networks");
            },
            InsertOptions.DEFAULT,
            ProgressListener.NONE,
            Cancellation.never());
    List<String> labels = change.labelsWithout(module);
    Plan plan = alone(parent, labels);
    Optional<ClonePath> restored =
        change.ancestorWithout(module, id -> paths.path(draft.id().owner(), id));
    if (restored.isEmpty() && parent.modules().size() > 1) {
      if (!draft.hasData()) {
        throw new LucyException(
            Reason.ARGUMENT_INVALID,
            "no data (the clone without module "
                + module
                + " is not in its history; name samples of "
                + String.join(", ", labels)
                + ")");
      }
      checkSamples(data(draft), labels);
    }
    return new Planned(plan, List.of(), restored);
  }

  /** Networks that know some labels between them; the planner's target is one of them. */
  private List<String> cover(List<String> labels) {
    if (labels.isEmpty()) {
      return List.of();
    }
    Plan cover = zoo.plan(PlanCloneRequest.newBuilder().addAllLabels(labels).build());
    return Stream.concat(Stream.of(cover.getTarget()), cover.getSourcesList().stream())
        .map(choice -> hex(choice.getNetwork().getModel()))
        .toList();
  }

  /** The old modules' sources are planned with, since they know labels too, and then left out. */
  private Plan grown(
      ClonePathView parent, List<String> labels, List<String> sources, Dataset data) {
    List<String> kept =
        parent.modules().stream().map(m -> m.source().fileSha256()).distinct().toList();
    Plan whole =
        zoo.plan(
            PlanCloneRequest.newBuilder()
                .addAllLabels(labels)
                .setImage(data.getImage())
                .setTarget(parent.target().fileSha256())
                .addAllSources(kept)
                .addAllSources(sources)
                .build());
    return whole.toBuilder()
        .clearSources()
        .addAllSources(whole.getSourcesList().subList(kept.size(), whole.getSourcesCount()))
        .build();
  }

  private static Plan alone(ClonePathView parent, List<String> labels) {
    NetworkIdentity target = parent.target();
    NetworkName name =
        NetworkName.newBuilder().setName(target.name()).setModel(digest(target)).build();
    return Plan.newBuilder()
        .addAllLabels(labels)
        .setTarget(
            Choice.newBuilder()
                .setNetwork(name)
                .addAllLabels(labels.stream().filter(target.labels()::contains).toList())
                .setReason("the clone's own"))
        .build();
  }

  /** Whoever is asked what samples without a label show; nobody if all have one. */
  private static List<Choice> judges(Dataset data, List<ModulePath> kept, Plan plan) {
    if (data.getUnlabelled() == 0) {
      return List.of();
    }
    List<Choice> judges = new ArrayList<>();
    for (ModulePath module : kept) {
      NetworkIdentity source = module.source();
      judges.add(
          Choice.newBuilder()
              .setNetwork(NetworkName.newBuilder().setName(source.name()).setModel(digest(source)))
              .addAllLabels(module.wantedLabels())
              .build());
    }
    for (Choice source : plan.getSourcesList()) {
      judges.add(
          Choice.newBuilder()
              .setNetwork(source.getNetwork())
              .addAllLabels(source.getLabelsList())
              .build());
    }
    return judges;
  }

  private Dataset data(CloneDraft draft) {
    Digest wanted = draft.spec().getData();
    String sha256 = hex(wanted);
    Dataset data =
        datasets
            .dataset(draft.id().owner(), sha256)
            .orElseThrow(
                () ->
                    new LucyException(
                        Reason.NOT_FOUND,
                        "no dataset " + sha256 + " (create it first, from its bytes)"));
    if (data.getData().getSizeBytes() != wanted.getSizeBytes()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "size of dataset "
              + sha256
              + ": "
              + wanted.getSizeBytes()
              + " bytes (expected: "
              + data.getData().getSizeBytes()
              + ")");
    }
    return data;
  }

  private static void checkSamples(Dataset data, List<String> labels) {
    Map<String, Long> counts = new HashMap<>();
    for (LabelCount label : data.getLabelsList()) {
      counts.put(label.getLabel(), label.getSamples());
    }
    long all = data.getUnlabelled();
    for (String label : labels) {
      long samples = counts.getOrDefault(label, 0L);
      all += samples;
      if (data.getUnlabelled() == 0 && samples == 0) {
        throw new LucyException(
            Reason.LABEL_INVALID,
            "label '"
                + label
                + "' has no sample in dataset '"
                + data.getName()
                + "'; add some, or drop the label");
      }
      if (data.getUnlabelled() == 0 && samples < Calibration.MIN_PER_LABEL) {
        throw new LucyException(
            Reason.TOO_FEW_SAMPLES,
            "label '"
                + label
                + "' has "
                + samples
                + (samples == 1 ? " sample in dataset '" : " samples in dataset '")
                + data.getName()
                + "' (at least: "
                + Calibration.MIN_PER_LABEL
                + "; 100 are usual)");
      }
    }
    if (all < (long) Calibration.MIN_PER_LABEL * labels.size()) {
      throw new LucyException(
          Reason.TOO_FEW_SAMPLES,
          all
              + " samples of "
              + labels.size()
              + " labels in dataset '"
              + data.getName()
              + "' (at least: "
              + Calibration.MIN_PER_LABEL
              + " a label; 100 are usual)");
    }
  }

  private static Digest digest(NetworkIdentity network) {
    return Digest.newBuilder()
        .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(network.fileSha256())))
        .setSizeBytes(network.sizeBytes())
        .build();
  }

  private static String hex(Digest digest) {
    return Digits.of(digest.getSha256());
  }
}
