package io.lucy.cli;

import io.lucy.cli.client.Download;
import io.lucy.cli.client.PathLookup;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import java.io.PrintStream;
import java.nio.file.Path;
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
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "CLONE", description = CloneCommand.MEANT)
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
    try (ServerOption.Connection connection = server.open(this)) {
      PathLookup.Found found = new PathLookup(connection.services()).findKept(clone);
      ClonePathView view = ClonePathCodec.decode(found.path());
      progress().stage("assemble " + found.name(), 0);
      Download download = new Download(connection.services(), cancellation());
      Download.Written written = download.assembly(found.path().id(), out);
      Exported exported =
          new Exported(
              found.path().id(),
              out.toString(),
              written.sizeBytes(),
              written.sha256(),
              view.labels(),
              written.sha256().equals(view.target().fileSha256()),
              view.target().mean(),
              view.target().std());
      show(exported, stream -> print(exported, stream));
    }
    return ExitStatus.OK;
  }

  private static void print(Exported exported, PrintStream stream) {
    stream.println(
        "wrote "
            + exported.file()
            + ", "
            + Figures.bytes(exported.bytes())
            + (exported.isTarget() ? ", the target itself" : ""));
    stream.println("digest " + exported.digest());
    stream.println("labels " + String.join(", ", exported.labels()));
  }
}
