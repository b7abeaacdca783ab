package io.lucy.cli;

import io.lucy.engine.compose.Assembly;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.io.AtomicFile;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.plan.ZooNetworks;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lucy clone export}. */
@Command(
    name = "export",
    description = {
      "Write a clone as one standalone ONNX file, the same on every machine.",
      "Input: images as the target wants them; output: logits in the order of the labels.",
      "A clone without modules is its target, byte for byte."
    })
final class CloneExportCommand extends LucyCommand {
  @Mixin private ZooOption zooOption;
  @Mixin private ClonesOption clonesOption;

  @Parameters(
      paramLabel = "CLONE",
      description = "A name, the first digits of an id (at least 6), or a .clonepath file.")
  private String clone;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      required = true,
      description = "The ONNX file to write; replaced if it is there.")
  private Path out;

  private record Exported(
      String id,
      String file,
      long bytes,
      String digest,
      List<String> labels,
      boolean isTarget,
      List<Float> mean,
      List<Float> std) {}

  @Override
  int execute() {
    CloneStore.Stored stored = clonesOption.open(this).find(clone);
    ZooNetworks networks = new ZooNetworks(zooOption.open(this));
    ClonePathView view = stored.view();
    progress().stage("assemble " + stored.name(), 0);
    boolean isTarget = isTarget(view);
    byte[] model =
        isTarget
            ? networks.zoo().bytes(networks.entry(view.target()))
            : OnnxWriter.bytes(Assembly.of(view, networks::resolve));
    networks.verifyUnchanged();
    cancellation().check();
    AtomicFile.write(out, stream -> stream.write(model));
    Exported exported =
        new Exported(
            stored.id(),
            out.toString(),
            model.length,
            Sha256.hex(model),
            view.labels(),
            isTarget,
            view.target().mean(),
            view.target().std());
    show(
        exported,
        stream -> {
          stream.println(
              "wrote "
                  + out
                  + ", "
                  + Figures.bytes(model.length)
                  + (isTarget ? ", the target itself" : ""));
          stream.println("digest " + exported.digest());
          stream.println("labels " + String.join(", ", view.labels()));
        });
    return ExitStatus.OK;
  }

  /** Whether nothing was added to the target, and nothing left out. */
  private static boolean isTarget(ClonePathView view) {
    return view.modules().isEmpty()
        && view.labels().equals(view.target().labels())
        && view.head().isPresent()
        && Arrays.equals(view.head().get().temperatures(), new float[] {1})
        && isZero(view.head().get().weights())
        && isZero(view.head().get().bias());
  }

  private static boolean isZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
