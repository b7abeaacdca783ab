package io.lucy.cli;

import io.lucy.cli.client.Calls;
import io.lucy.proto.clone.v1.CancelCloneRequest;
import io.lucy.proto.clone.v1.Clone;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lucy clone cancel}. */
@Command(
    name = "cancel",
    description = "Stop the work on a clone. Of one that has ended, this changes nothing.")
final class CloneCancelCommand extends LucyCommand {
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "CLONE", description = "A clone's name or id.")
  private String name;

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      CancelCloneRequest request = CancelCloneRequest.newBuilder().setClone(name).build();
      Clone clone = Calls.of(() -> connection.services().clones().cancelClone(request)).getClone();
      CloneRow row = CloneRow.of(clone);
      show(row, out -> out.println(row.name() + " is " + row.state()));
    }
    return ExitStatus.OK;
  }
}
