package io.lucy.cli;

import io.lucy.cli.client.Calls;
import io.lucy.proto.event.v1.ReplayDeadLettersRequest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lucy admin replay}. */
@Command(
    name = "replay",
    description = "Put dead letters back into their topics; without an id, all of them.")
final class AdminReplayCommand extends LucyCommand {
  @Mixin private ServerOption server;

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      description = "As 'admin dead-letters' shows them.")
  private List<String> ids = new ArrayList<>();

  private record Replayed(int replayed) {}

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      ReplayDeadLettersRequest request =
          ReplayDeadLettersRequest.newBuilder().addAllIds(ids).build();
      Replayed replayed =
          new Replayed(
              Calls.of(() -> connection.services().log().replayDeadLetters(request)).getReplayed());
      show(replayed, out -> out.println("replayed " + replayed.replayed() + " dead letters"));
    }
    return ExitStatus.OK;
  }
}
