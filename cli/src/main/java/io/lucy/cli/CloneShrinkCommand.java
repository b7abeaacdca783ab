package io.lucy.cli;

import io.lucy.cli.client.Calls;
import io.lucy.cli.client.PathLookup;
import io.lucy.cli.client.Services;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.ModulePath;
import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.ShrinkCloneRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lucy clone shrink}. */
@Command(
    name = "shrink",
    description = {
      "Remove a source's module from a clone. Makes a new clone, or restores the one",
      "that was extended by this source, if it is still there. Without its last module a",
      "clone is its target again; for that no data is needed either."
    })
final class CloneShrinkCommand extends LucyCommand {
  private static final int MIN_DIGEST_PREFIX = 6;

  @Mixin private ServerOption server;

  @Parameters(paramLabel = "CLONE", description = CloneCommand.MEANT)
  private String clone;

  @Option(
      names = "--source",
      paramLabel = "NETWORK",
      description = {
        "The source whose module goes: a name, or the first digits of a digest, at least 6",
        "(default: the last module's)."
      })
  private @Nullable String source;

  @Mixin private CalibrationOption calibration;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of every random choice (default: 1).")
  private long seed;

  @Mixin private CloneNameOption name;

  @Override
  int execute() {
    String called = name.orEmpty();
    try (ServerOption.Connection connection = server.open(this)) {
      Services services = connection.services();
      PathLookup.Found old = new PathLookup(services).findKept(clone);
      ClonePathView view = ClonePathCodec.decode(old.path());
      int module = module(view, old.name());
      CloneBuild build = new CloneBuild(this, services);
      ShrinkCloneRequest.Builder request =
          ShrinkCloneRequest.newBuilder()
              .setName(called)
              .setParentPathId(old.id())
              .setModule(module)
              .setOptions(CloneOptions.newBuilder().setSeed(seed));
      if (calibration.isGiven() && view.modules().size() > 1) {
        request.setData(build.samples(calibration, view.labelsWithout(module), seed));
      }
      CloneResult result =
          build.follow(
              id ->
                  Calls.of(() -> services.clones().shrinkClone(request.setRequestId(id).build()))
                      .getClone());
      show(result, result::print);
    }
    return ExitStatus.OK;
  }

  private int module(ClonePathView view, String called) {
    List<ModulePath> modules = view.modules();
    for (int i = modules.size() - 1; i >= 0; i--) {
      if (source == null
          || modules.get(i).source().name().equals(source)
          || (source.length() >= MIN_DIGEST_PREFIX
              && modules.get(i).source().fileSha256().startsWith(source))) {
        return i;
      }
    }
    throw new LucyException(
        Reason.ARGUMENT_INVALID,
        "clone '"
            + called
            + "' has no module "
            + (source == null ? "to remove" : "of '" + source + "'")
            + " (its sources: "
            + String.join(", ", modules.stream().map(m -> m.source().name()).toList())
            + ")");
  }
}
