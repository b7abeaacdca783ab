package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.Tags;
import io.lucy.engine.insert.CloneChange;
import io.lucy.engine.insert.CloneReport;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.plan.ZooNetworks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lucy clone extend}. */
@Command(
    name = "extend",
    description = {
      "Add a module of another source to a clone. Makes a new clone; its other modules",
      "stay as they are, the head is fitted to all of them."
    })
final class CloneExtendCommand extends LucyCommand {
  @Mixin private ZooOption zooOption;
  @Mixin private ClonesOption clonesOption;

  @Parameters(
      paramLabel = "CLONE",
      description = "A name, the first digits of an id (at least 6), or a .clonepath file.")
  private String clone;

  @Option(
      names = "--source",
      paramLabel = "NETWORK",
      required = true,
      description = "A network to take a part of; may be given more than once.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--labels",
      paramLabel = "A,B,...",
      converter = CommaList.LabelsConverter.class,
      description = {
        "What the clone should know besides what it does",
        "(default: all that the sources know)."
      })
  private CommaList.@Nullable Labels labels;

  @Mixin private CalibrationOption calibration;
  @Mixin private InsertOptionsMixin insertion;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "What to call the new clone (default: the old one's name and digits of its id).")
  private @Nullable String name;

  @Override
  int execute() {
    Instant began = Instant.now();
    if (name != null) {
      CloneStore.checkName(name);
    }
    CloneStore clones = clonesOption.open(this);
    CloneStore.Stored old = clones.find(clone);
    clones.checkWritable();
    ZooNetworks networks = new ZooNetworks(zooOption.open(this));
    List<KnownNetwork> added = sources.stream().map(networks::load).toList();
    requireNew(old, added);
    List<String> wanted = labels == null ? known(old, added) : labels.values();
    Tags.checkNames(wanted);
    List<String> all = new ArrayList<>(old.view().labels());
    wanted.stream().filter(l -> !all.contains(l)).forEach(all::add);
    Dataset data = calibration.read(this, all, insertion.seed());
    CloneReport report =
        new CloneChange(
                old.path(), networks::resolve, insertion.options(), progress(), cancellation())
            .extend(added, wanted, data);
    networks.verifyUnchanged();
    cancellation().check();
    ClonePath path = ClonePathCodec.encode(report.path());
    CloneStore.Stored stored =
        clones.add(name == null ? CloneStore.named(old.name(), path) : name, path);
    CloneResult result = CloneResult.built(stored, report, Duration.between(began, Instant.now()));
    show(result, result::print);
    return ExitStatus.OK;
  }

  private static List<String> known(CloneStore.Stored old, List<KnownNetwork> added) {
    return added.stream()
        .flatMap(network -> network.labels().stream())
        .filter(label -> !old.view().labels().contains(label))
        .distinct()
        .toList();
  }

  private static void requireNew(CloneStore.Stored old, List<KnownNetwork> added) {
    List<String> digests = new ArrayList<>(List.of(old.view().target().fileSha256()));
    old.view().modules().forEach(m -> digests.add(m.source().fileSha256()));
    for (KnownNetwork network : added) {
      if (digests.contains(network.identity().fileSha256())) {
        throw new LucyException(
            Reason.ARGUMENT_INVALID,
            "'" + network.name() + "' is a part of the clone already (name another source)");
      }
      digests.add(network.identity().fileSha256());
    }
  }
}
