package io.lucy.cli;

import io.lucy.cli.client.Calls;
import io.lucy.proto.clone.v1.DeleteCloneRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lucy clone delete}. */
@Command(
    name = "delete",
    description = {
      "Stop the work on a clone and forget it. Its path stays where others were grown from it."
    })
final class CloneDeleteCommand extends LucyCommand {
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "CLONE", description = "A clone's name or id.")
  private String name;

  private record Deleted(String deleted) {}

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      DeleteCloneRequest request = DeleteCloneRequest.newBuilder().setClone(name).build();
      Calls.of(() -> connection.services().clones().deleteClone(request));
      show(new Deleted(name), out -> out.println("deleted " + name));
    }
    return ExitStatus.OK;
  }
}
