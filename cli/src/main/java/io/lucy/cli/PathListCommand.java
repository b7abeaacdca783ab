package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.cli.client.PathLookup;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lucy path list}. */
@Command(name = "list", description = "List the clone paths that the services keep.")
final class PathListCommand extends LucyCommand {
  @Mixin private ServerOption server;

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      List<PathRow> rows =
          new PathLookup(connection.services()).list().stream().map(PathRow::of).toList();
      show(rows, out -> print(rows, out));
    }
    return ExitStatus.OK;
  }

  private static void print(List<PathRow> rows, PrintStream out) {
    Table table = new Table(left("NAME"), left("ID"), right("SIZE"), left("LABELS"));
    for (PathRow row : rows) {
      table.row(
          row.name(),
          Figures.shortDigest(row.id()),
          Figures.bytes(row.bytes()),
          String.join(", ", row.labels()));
    }
    table.print(out);
  }
}
