package io.lucy.cli;

import static io.lucy.cli.Table.left;

import io.lucy.cli.client.NetworkLookup;
import io.lucy.engine.zoo.NetworkCard;
import io.lucy.proto.zoo.v1.Anatomy;
import io.lucy.proto.zoo.v1.Network;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lucy zoo show}. */
@Command(
    name = "show",
    description = "Show one network of a zoo: its labels, its card, and what it is made of.")
final class ZooShowCommand extends LucyCommand {
  @Mixin private ServerOption server;

  @Parameters(
      paramLabel = "NETWORK",
      description = {
        "A name (its newest version), name/version, or the first digits of a digest",
        "(at least 6)."
      })
  private String network;

  /**
   * @param image channels, height and width; null if the model cannot be read
   * @param obstacles to using it
   */
  private record Details(
      String name,
      int version,
      String family,
      List<String> labels,
      @Nullable Double accuracy,
      String digest,
      long bytes,
      NetworkCard card,
      @Nullable List<Integer> image,
      @Nullable Integer cuts,
      @Nullable Integer filters,
      @Nullable Long flops,
      List<String> obstacles) {

    static Details of(Network network) {
      NetworkRow row = NetworkRow.of(network);
      String json = network.getCardJson();
      boolean read = network.hasAnatomy();
      Anatomy anatomy = network.getAnatomy();
      return new Details(
          row.name(),
          row.version(),
          row.family(),
          row.labels(),
          row.accuracy(),
          row.digest(),
          row.bytes(),
          json.isEmpty() ? NetworkCard.NONE : NetworkCard.parse(json),
          read
              ? List.of(
                  anatomy.getImage().getChannels(),
                  anatomy.getImage().getHeight(),
                  anatomy.getImage().getWidth())
              : null,
          read ? anatomy.getCutsCount() : null,
          read ? anatomy.getFilters() : null,
          read ? anatomy.getFlops() : null,
          network.getObstaclesList());
    }
  }

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      Details details = Details.of(new NetworkLookup(connection.services()).find(network));
      show(details, out -> print(details, out));
    }
    return ExitStatus.OK;
  }

  private static void print(Details details, PrintStream out) {
    NetworkCard card = details.card();
    Table table = new Table(left("NETWORK"), left(details.name() + "/" + details.version()));
    table.row("digest", details.digest());
    table.row("size", Figures.bytes(details.bytes()));
    table.row("labels", String.join(", ", details.labels()));
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
    if (details.image() != null) {
      table.row("image", details.image());
      table.row("cuts", details.cuts());
      table.row("filters", details.filters());
      table.row("multiply-adds", details.flops());
    }
    details.obstacles().forEach(obstacle -> table.row("obstacle", obstacle));
    table.print(out);
  }

  private static void known(Table table, String what, String text) {
    if (!text.isEmpty()) {
      table.row(what, text);
    }
  }
}
