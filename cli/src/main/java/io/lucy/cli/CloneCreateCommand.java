package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.insert.CloneReport;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.engine.insert.Inserter;
import io.lucy.engine.io.WriteProbe;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathFile;
import io.lucy.engine.plan.Plan;
import io.lucy.engine.plan.PlanRequest;
import io.lucy.engine.plan.Planner;
import io.lucy.engine.plan.ZooNetworks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lucy clone create}. */
@Command(
    name = "create",
    description = {
      "Build a clone from networks of a zoo and a few samples of its labels.",
      "Nothing of the zoo changes; what is kept is a path of some kilobytes."
    })
final class CloneCreateCommand extends LucyCommand {
  @Mixin private ZooOption zooOption;
  @Mixin private ClonesOption clonesOption;

  @Option(
      names = "--labels",
      paramLabel = "A,B,...",
      required = true,
      converter = CommaList.LabelsConverter.class,
      description = "What the clone should know, in the order of its logits.")
  private CommaList.Labels labels;

  @Mixin private CalibrationOption calibration;
  @Mixin private NetworkChoiceMixin choice;
  @Mixin private InsertOptionsMixin insertion;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call the clone (default: the target's name and digits of its id).")
  private @Nullable String name;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Write the clone path to this file as well.")
  private @Nullable Path out;

  @Override
  int execute() {
    Instant began = Instant.now();
    if (name != null) {
      CloneStore.checkName(name);
    }
    InsertOptions options = insertion.options();
    PlanRequest request = choice.request(labels.values());
    ZooNetworks networks = new ZooNetworks(zooOption.open(this));
    CloneStore clones = clonesOption.open(this);
    clones.checkWritable();
    if (out != null) {
      WriteProbe.file(out);
    }
    // Before the data is read: what no network knows is the likelier mistake.
    Planner.plan(networks, request);
    Dataset data = calibration.read(this, labels.values(), insertion.seed());
    Plan plan = Planner.plan(networks, request.withImages(data.shape()));
    if (plan.sources().isEmpty()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "'"
              + plan.target().network().name()
              + "' knows all these labels itself (name a --source to improve on it)");
    }
    List<Inserter.Wanted> sources =
        plan.sources().stream()
            .map(s -> new Inserter.Wanted(networks.load(s.network()), s.labels()))
            .toList();
    CloneReport report =
        new Inserter(
                networks.load(plan.target().network()),
                sources,
                plan.labels(),
                options,
                progress(),
                cancellation())
            .insert(data);
    networks.verifyUnchanged();
    cancellation().check();
    ClonePath path = ClonePathCodec.encode(report.path());
    CloneStore.Stored stored =
        clones.add(
            name == null ? CloneStore.named(plan.target().network().name(), path) : name, path);
    if (out != null) {
      new ClonePathFile(path).write(out);
    }
    CloneResult result = CloneResult.built(stored, report, Duration.between(began, Instant.now()));
    show(result, result::print);
    return ExitStatus.OK;
  }
}
