package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.insert.CloneChange;
import io.lucy.engine.insert.CloneReport;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.plan.ZooNetworks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
  @Mixin private ZooOption zooOption;
  @Mixin private ClonesOption clonesOption;

  @Parameters(
      paramLabel = "CLONE",
      description = "A name, the first digits of an id (at least 6), or a .clonepath file.")
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
    ZooNetworks networks = new ZooNetworks(zooOption.open(this));
    int module = module(old);
    CloneChange change =
        new CloneChange(
            old.path(),
            networks::resolve,
            InsertOptions.DEFAULT.withSeed(seed),
            progress(),
            cancellation());
    Optional<ClonePath> ancestor = change.ancestorWithout(module, clones::byId);
    CloneResult result;
    if (ancestor.isPresent()) {
      CloneStore.Stored restored = clones.find(ancestor.get().id());
      result = CloneResult.unfitted(restored, true, Duration.between(began, Instant.now()));
    } else if (old.view().modules().size() == 1) {
      ClonePath path = ClonePathCodec.encode(change.toTarget());
      networks.verifyUnchanged();
      result =
          CloneResult.unfitted(
              add(clones, old, path), false, Duration.between(began, Instant.now()));
    } else {
      clones.checkWritable();
      Dataset data = calibration.read(this, change.labelsWithout(module), seed);
      CloneReport report = change.shrink(module, data);
      networks.verifyUnchanged();
      cancellation().check();
      CloneStore.Stored stored = add(clones, old, ClonePathCodec.encode(report.path()));
      result = CloneResult.built(stored, report, Duration.between(began, Instant.now()));
    }
    show(result, result::print);
    return ExitStatus.OK;
  }

  private CloneStore.Stored add(CloneStore clones, CloneStore.Stored old, ClonePath path) {
    return clones.add(name == null ? CloneStore.named(old.name(), path) : name, path);
  }

  private int module(CloneStore.Stored old) {
    List<ModulePath> modules = old.view().modules();
    for (int i = modules.size() - 1; i >= 0; i--) {
      if (source == null
          || modules.get(i).source().name().equals(source)
          || (source.length() >= 6 && modules.get(i).source().fileSha256().startsWith(source))) {
        return i;
      }
    }
    throw new LucyException(
        Reason.ARGUMENT_INVALID,
        "clone '"
            + old.name()
            + "' has no module "
            + (source == null ? "to remove" : "of '" + source + "'")
            + " (its sources: "
            + String.join(", ", modules.stream().map(m -> m.source().name()).toList())
            + ")");
  }
}
