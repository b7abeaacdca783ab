package io.lucy.cli;

import io.lucy.cli.client.PathLookup;
import io.lucy.engine.path.ClonePathFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lucy path export}. */
@Command(name = "export", description = "Write a clone's path to a .clonepath file.")
final class PathExportCommand extends LucyCommand {
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "CLONE", description = CloneCommand.MEANT)
  private String clone;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      required = true,
      description = "The file to write; replaced if it is there.")
  private Path out;

  private record Exported(String id, String file, long bytes) {}

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      PathLookup.Found found = new PathLookup(connection.services()).find(clone);
      ClonePathFile file = new ClonePathFile(found.path());
      file.write(out);
      Exported exported = new Exported(found.path().id(), out.toString(), file.bytes().length);
      show(
          exported,
          stream -> {
            stream.println("wrote " + out + ", " + Figures.bytes(exported.bytes()));
            stream.println("id " + exported.id());
          });
    }
    return ExitStatus.OK;
  }
}
