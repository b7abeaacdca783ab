package io.lucy.cli;

import io.lucy.cli.client.Calls;
import io.lucy.cli.client.NetworkLookup;
import io.lucy.cli.client.PathLookup;
import io.lucy.cli.client.Services;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.ExtendCloneRequest;
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
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "CLONE", description = CloneCommand.MEANT)
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
  @Mixin private CloneNameOption name;

  @Override
  int execute() {
    CloneOptions options = insertion.options();
    String called = name.orEmpty();
    try (ServerOption.Connection connection = server.open(this)) {
      Services services = connection.services();
      PathLookup.Found old = new PathLookup(services).findKept(clone);
      ClonePathView view = ClonePathCodec.decode(old.path());
      List<String> added = added(view, services);
      List<String> all = new ArrayList<>(view.labels());
      added.stream().filter(label -> !all.contains(label)).forEach(all::add);
      CloneBuild build = new CloneBuild(this, services);
      ExtendCloneRequest.Builder request =
          ExtendCloneRequest.newBuilder()
              .setName(called)
              .setParentPathId(old.id())
              .addAllLabels(added)
              .setData(build.samples(calibration, all, insertion.seed()))
              .setOptions(options)
              .addAllSources(sources);
      CloneResult result =
          build.follow(
              id ->
                  Calls.of(() -> services.clones().extendClone(request.setRequestId(id).build()))
                      .getClone());
      show(result, result::print);
    }
    return ExitStatus.OK;
  }

  private List<String> added(ClonePathView old, Services services) {
    if (labels != null) {
      return labels.values();
    }
    NetworkLookup networks = new NetworkLookup(services);
    return sources.stream()
        .flatMap(source -> networks.find(source).getLabelsList().stream())
        .filter(label -> !old.labels().contains(label))
        .distinct()
        .toList();
  }
}
