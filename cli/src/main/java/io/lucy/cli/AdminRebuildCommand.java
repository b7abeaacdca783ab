package io.lucy.cli;

import io.lucy.cli.client.Calls;
import io.lucy.proto.event.v1.RebuildStateRequest;
import io.lucy.proto.event.v1.RebuildStateResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lucy admin rebuild}. */
@Command(
    name = "rebuild",
    description = "Build the state store anew from the log, while everything goes on.")
final class AdminRebuildCommand extends LucyCommand {
  @Mixin private ServerOption server;

  private record Rebuilt(long clones, long datasets, long paths) {}

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      progress().stage("rebuild the state store", 0);
      RebuildStateResponse response =
          Calls.of(
              () ->
                  connection
                      .services()
                      .log()
                      .rebuildState(RebuildStateRequest.getDefaultInstance()));
      Rebuilt rebuilt =
          new Rebuilt(response.getClones(), response.getDatasets(), response.getPaths());
      show(
          rebuilt,
          out ->
              out.printf(
                  "rebuilt %d clones, %d datasets, %d paths%n",
                  rebuilt.clones(), rebuilt.datasets(), rebuilt.paths()));
    }
    return ExitStatus.OK;
  }
}
