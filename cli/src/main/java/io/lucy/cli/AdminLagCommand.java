package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.cli.client.Calls;
import io.lucy.proto.event.v1.GetLagRequest;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lucy admin lag}. */
@Command(name = "lag", description = "Show how far the consumers of the log are behind.")
final class AdminLagCommand extends LucyCommand {
  @Mixin private ServerOption server;

  private record Lag(String topic, String group, long records) {}

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      List<Lag> lag =
          Calls.of(() -> connection.services().log().getLag(GetLagRequest.getDefaultInstance()))
              .getGroupsList()
              .stream()
              .map(g -> new Lag(g.getTopic(), g.getGroup(), g.getRecords()))
              .toList();
      show(lag, out -> print(lag, out));
    }
    return ExitStatus.OK;
  }

  private static void print(List<Lag> lag, PrintStream out) {
    Table table = new Table(left("TOPIC"), left("GROUP"), right("RECORDS BEHIND"));
    lag.forEach(l -> table.row(l.topic(), l.group(), l.records()));
    table.print(out);
  }
}
