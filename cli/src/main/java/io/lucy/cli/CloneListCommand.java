package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lucy clone list}. */
@Command(name = "list", description = "List the clones that are kept.")
final class CloneListCommand extends LucyCommand {
  @Mixin private ClonesOption clonesOption;

  @Override
  int execute() {
    List<CloneRow> rows = clonesOption.open(this).list().stream().map(CloneRow::of).toList();
    show(rows, out -> print(rows, out));
    return ExitStatus.OK;
  }

  private static void print(List<CloneRow> rows, PrintStream out) {
    Table table =
        new Table(
            left("NAME"),
            left("ID"),
            left("TARGET"),
            left("SOURCES"),
            right("PATH"),
            right("ZOO FILES"),
            left("LABELS"));
    for (CloneRow row : rows) {
      table.row(
          row.name(),
          Figures.shortDigest(row.id()),
          row.target(),
          Figures.orUnknown(String.join(", ", row.sources())),
          Figures.bytes(row.pathBytes()),
          Figures.bytes(row.zooBytes()),
          String.join(", ", row.labels()));
    }
    table.print(out);
  }
}
