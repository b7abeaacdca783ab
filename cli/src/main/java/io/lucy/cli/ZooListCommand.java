package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.engine.Reason;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lucy zoo list}. */
@Command(
    name = "list",
    description = {
      "List the networks of a zoo. Exit status 1 if a file is not the one that its",
      "card records; the rest is listed."
    })
final class ZooListCommand extends LucyCommand {
  @Mixin private ZooOption zooOption;

  @Option(
      names = "--all-versions",
      description = "List every version of a network, not only the newest.")
  private boolean allVersions;

  @Override
  int execute() {
    Zoo zoo = zooOption.open(this);
    List<ZooEntry> entries = allVersions ? zoo.versions() : zoo.entries();
    show(entries.stream().map(NetworkRow::of).toList(), out -> print(entries, out));
    boolean changed = zoo.problems().stream().anyMatch(p -> p.reason() == Reason.DIGEST_MISMATCH);
    return changed ? ExitStatus.FAILED : ExitStatus.OK;
  }

  private static void print(List<ZooEntry> entries, PrintStream out) {
    Table table =
        new Table(
            left("NAME"),
            right("VERSION"),
            left("FAMILY"),
            right("ACCURACY"),
            right("SIZE"),
            left("DIGEST"),
            left("LABELS"));
    for (ZooEntry entry : entries) {
      table.row(
          entry.name(),
          entry.version(),
          Figures.orUnknown(entry.card().family()),
          Figures.percent(entry.card().accuracy()),
          Figures.bytes(entry.sizeBytes()),
          Figures.shortDigest(entry.digest()),
          String.join(", ", entry.labels()));
    }
    table.print(out);
  }
}
