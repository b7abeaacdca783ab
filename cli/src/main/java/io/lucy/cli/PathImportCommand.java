package io.lucy.cli;

import io.lucy.cli.client.PathLookup;
import io.lucy.engine.path.ClonePathFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lucy path import}. */
@Command(
    name = "import",
    description = {
      "Give a .clonepath file to the services. They can serve it if their zoo has the",
      "networks that it names."
    })
final class PathImportCommand extends LucyCommand {
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "FILE", description = "The .clonepath file.")
  private Path file;

  @Mixin private CloneNameOption name;

  @Override
  int execute() {
    String called = name.orEmpty();
    ClonePathFile read = ClonePathFile.read(file);
    try (ServerOption.Connection connection = server.open(this)) {
      PathRow row = PathRow.of(new PathLookup(connection.services()).put(read.path(), called));
      show(
          row,
          out -> {
            out.println("imported " + row.name() + ", " + Figures.bytes(row.bytes()));
            out.println("id " + row.id());
            out.println("labels " + String.join(", ", row.labels()));
          });
    }
    return ExitStatus.OK;
  }
}
