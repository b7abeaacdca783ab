package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.cli.client.Calls;
import io.lucy.cli.client.Services;
import io.lucy.proto.clone.v1.ListClonesRequest;
import io.lucy.proto.clone.v1.ListClonesResponse;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lucy clone list}. */
@Command(name = "list", description = "List the clones that were asked for, and how far they are.")
final class CloneListCommand extends LucyCommand {
  private static final int PAGE = 1000;

  @Mixin private ServerOption server;

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      List<CloneRow> rows = rows(connection.services());
      show(rows, out -> print(rows, out));
    }
    return ExitStatus.OK;
  }

  private static List<CloneRow> rows(Services services) {
    List<CloneRow> rows = new ArrayList<>();
    String token = "";
    do {
      ListClonesRequest request =
          ListClonesRequest.newBuilder().setPageSize(PAGE).setPageToken(token).build();
      ListClonesResponse page = Calls.of(() -> services.clones().listClones(request));
      page.getClonesList().forEach(clone -> rows.add(CloneRow.of(clone)));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return rows;
  }

  private static void print(List<CloneRow> rows, PrintStream out) {
    Table table =
        new Table(
            left("NAME"),
            left("STATE"),
            left("ID"),
            left("TARGET"),
            left("SOURCES"),
            right("PATH"),
            right("ZOO FILES"),
            left("LABELS"));
    for (CloneRow row : rows) {
      table.row(
          row.name(),
          row.state(),
          row.id() == null ? Figures.UNKNOWN : Figures.shortDigest(row.id()),
          row.target(),
          Figures.orUnknown(String.join(", ", row.sources())),
          bytes(row.pathBytes()),
          bytes(row.zooBytes()),
          String.join(", ", row.labels()));
    }
    table.print(out);
  }

  private static String bytes(@Nullable Long bytes) {
    return bytes == null ? Figures.UNKNOWN : Figures.bytes(bytes);
  }
}
