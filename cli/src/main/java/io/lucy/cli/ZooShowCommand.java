package io.lucy.cli;

import static io.lucy.cli.Table.left;

import io.lucy.engine.zoo.NetworkCard;
import io.lucy.engine.zoo.ZooEntry;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lucy zoo show}. */
@Command(name = "show", description = "Show one network of a zoo: its labels, and its card.")
final class ZooShowCommand extends LucyCommand {
  @Mixin private ZooOption zooOption;

  @Parameters(
      paramLabel = "NETWORK",
      description = {
        "A name (its newest version), name/version, or the first digits of a digest,",
        "at least 6."
      })
  private String network;

  private record Details(
      String name,
      int version,
      String family,
      List<String> labels,
      @Nullable Double accuracy,
      String digest,
      long bytes,
      String file,
      NetworkCard card) {}

  @Override
  int execute() {
    ZooEntry entry = zooOption.open(this).find(network);
    show(
        new Details(
            entry.name(),
            entry.version(),
            entry.card().family(),
            entry.labels(),
            entry.card().accuracy(),
            entry.digest(),
            entry.sizeBytes(),
            entry.path().toString(),
            entry.card()),
        out -> print(entry, out));
    return ExitStatus.OK;
  }

  private static void print(ZooEntry entry, PrintStream out) {
    NetworkCard card = entry.card();
    Table table = new Table(left("NETWORK"), left(entry.id()));
    table.row("file", entry.path());
    table.row("digest", entry.digest());
    table.row("size", Figures.bytes(entry.sizeBytes()));
    table.row("labels", String.join(", ", entry.labels()));
    table.row("mean", card.normalisation().mean());
    table.row("std", card.normalisation().std());
    known(table, "family", card.family());
    if (card.accuracy() != null) {
      table.row("accuracy", Figures.percent(card.accuracy()));
    }
    known(table, "data", card.data().name());
    known(table, "data digest", card.data().digest());
    if (card.seed() != null) {
      table.row("seed", card.seed());
    }
    card.options().forEach((name, value) -> table.row("option " + name, value));
    card.versions().forEach((name, value) -> table.row("version of " + name, value));
    known(table, "trained", card.trainedAt());
    known(table, "licence", card.licence());
    known(table, "provenance", card.provenance());
    table.print(out);
  }

  private static void known(Table table, String what, String text) {
    if (!text.isEmpty()) {
      table.row(what, text);
    }
  }
}
