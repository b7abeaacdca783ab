package io.lucy.cli;

import com.google.protobuf.ByteString;
import io.lucy.cli.client.Calls;
import io.lucy.cli.client.PathLookup;
import io.lucy.cli.client.Services;
import io.lucy.engine.io.WriteProbe;
import io.lucy.engine.path.ClonePathFile;
import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import java.nio.file.Path;
import java.util.Objects;
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
  @Mixin private ServerOption server;

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
  @Mixin private CloneNameOption name;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Write the clone path to this file as well.")
  private @Nullable Path out;

  @Override
  int execute() {
    CloneOptions options = insertion.options();
    if (out != null) {
      // Before the long work.
      WriteProbe.file(out);
    }
    try (ServerOption.Connection connection = server.open(this)) {
      Services services = connection.services();
      // Before the data is read: what no network knows is the likelier mistake.
      Calls.of(() -> services.zoo().planClone(choice.request(labels.values()).build()));
      CloneBuild build = new CloneBuild(this, services);
      CreateCloneRequest.Builder request =
          CreateCloneRequest.newBuilder()
              .setName(name.orEmpty())
              .addAllLabels(labels.values())
              .setData(build.samples(calibration, labels.values(), insertion.seed()))
              .setOptions(options)
              .setNewClone(choice.newClone());
      CloneResult result =
          build.follow(
              id ->
                  Calls.of(() -> services.clones().createClone(request.setRequestId(id).build()))
                      .getClone());
      if (out != null) {
        String id = Objects.requireNonNull(result.row().id());
        new ClonePathFile(new PathLookup(services).path(ByteString.fromHex(id))).write(out);
      }
      show(result, result::print);
    }
    return ExitStatus.OK;
  }
}
