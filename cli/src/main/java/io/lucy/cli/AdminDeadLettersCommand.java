package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.cli.client.Calls;
import io.lucy.cli.client.Services;
import io.lucy.proto.event.v1.ListDeadLettersRequest;
import io.lucy.proto.event.v1.ListDeadLettersResponse;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lucy admin dead-letters}. */
@Command(
    name = "dead-letters",
    description = "List the records that no consumer could handle, and why.")
final class AdminDeadLettersCommand extends LucyCommand {
  private static final int PAGE = 1000;

  @Mixin private ServerOption server;

  private record Letter(
      String id,
      String topic,
      String key,
      String group,
      String reason,
      int attempts,
      long bytes,
      Map<String, String> headers) {}

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      List<Letter> letters = letters(connection.services());
      show(letters, out -> print(letters, out));
    }
    return ExitStatus.OK;
  }

  private static List<Letter> letters(Services services) {
    List<Letter> letters = new ArrayList<>();
    String token = "";
    do {
      ListDeadLettersRequest request =
          ListDeadLettersRequest.newBuilder().setPageSize(PAGE).setPageToken(token).build();
      ListDeadLettersResponse page = Calls.of(() -> services.log().listDeadLetters(request));
      page.getLettersList()
          .forEach(
              l ->
                  letters.add(
                      new Letter(
                          l.getId(),
                          l.getTopic(),
                          l.getKey(),
                          l.getGroup(),
                          l.getReason(),
                          l.getAttempts(),
                          l.getSizeBytes(),
                          l.getHeadersMap())));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return letters;
  }

  private static void print(List<Letter> letters, PrintStream out) {
    Table table =
        new Table(
            left("ID"),
            left("TOPIC"),
            left("GROUP"),
            right("ATTEMPTS"),
            right("SIZE"),
            left("REASON"));
    letters.forEach(
        l ->
            table.row(
                l.id(), l.topic(), l.group(), l.attempts(), Figures.bytes(l.bytes()), l.reason()));
    table.print(out);
  }
}
