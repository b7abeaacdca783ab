package io.lucy.cli;

import io.lucy.cli.client.CloneFollower;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lucy clone watch}. */
@Command(
    name = "watch",
    description = {
      "Follow a clone until it ends. Exit status 0 only if it was completed. Ctrl-C ends the",
      "watching, not the work."
    })
final class CloneWatchCommand extends LucyCommand {
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "CLONE", description = "A clone's name or id.")
  private String name;

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      Clone clone =
          new CloneFollower(connection.services(), progress(), cancellation()).follow(name);
      CloneRow row = CloneRow.of(clone);
      show(
          row,
          out -> {
            out.println(row.name() + " is " + row.state());
            if (clone.hasFailure()) {
              out.println(
                  clone.getFailure().getMessage() + " [" + clone.getFailure().getReason() + "]");
            }
            if (row.id() != null) {
              out.println("id " + row.id());
            }
          });
      return clone.getState() == CloneState.CLONE_STATE_COMPLETED
          ? ExitStatus.OK
          : ExitStatus.FAILED;
    }
  }
}
