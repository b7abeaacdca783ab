package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.cli.client.NetworkLookup;
import io.lucy.engine.Reason;
import io.lucy.proto.zoo.v1.Network;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lucy zoo list}. */
@Command(name = "list", description = "List the networks of a zoo.")
final class ZooListCommand extends LucyCommand {
  private static final String CHANGED = "[" + Reason.DIGEST_MISMATCH + "]";

  @Mixin private ServerOption server;

  @Option(
      names = "--all-versions",
      description = "List every version of a network, not only the newest.")
  private boolean allVersions;

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      NetworkLookup networks = new NetworkLookup(connection.services());
      List<String> problems = new ArrayList<>();
      List<Network> all = networks.list(problems::add);
      problems.forEach(this::warn);
      List<NetworkRow> rows =
          (allVersions ? all : newest(all)).stream().map(NetworkRow::of).toList();
      show(rows, out -> print(rows, out));
      return problems.stream().anyMatch(p -> p.endsWith(CHANGED))
          ? ExitStatus.FAILED
          : ExitStatus.OK;
    }
  }

  private static List<Network> newest(List<Network> all) {
    Map<String, Network> newest = new LinkedHashMap<>();
    for (Network network : all) {
      newest.merge(network.getName(), network, (a, b) -> a.getVersion() > b.getVersion() ? a : b);
    }
    return List.copyOf(newest.values());
  }

  private static void print(List<NetworkRow> rows, PrintStream out) {
    Table table =
        new Table(
            left("NAME"),
            right("VERSION"),
            left("FAMILY"),
            right("ACCURACY"),
            right("SIZE"),
            left("DIGEST"),
            left("LABELS"));
    for (NetworkRow row : rows) {
      table.row(
          row.name(),
          row.version(),
          Figures.orUnknown(row.family()),
          Figures.percent(row.accuracy()),
          Figures.bytes(row.bytes()),
          Figures.shortDigest(row.digest()),
          String.join(", ", row.labels()));
    }
    table.print(out);
  }
}
