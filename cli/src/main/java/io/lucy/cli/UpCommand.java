package io.lucy.cli;

import io.lucy.cli.host.EmbeddedServer;
import io.lucy.cli.host.ServerSettings;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.zoo.Zoo;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lucy up}. */
@Command(
    name = "up",
    description = {
      "Run all of Lucy's services in this process, until Ctrl-C or SIGTERM. Clones that",
      "were not finished when the last one ended, however it ended, are finished."
    })
final class UpCommand extends LucyCommand {
  private static final String EVERYWHERE = "0.0.0.0";
  private static final String HERE = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "9000",
      description = "The port to listen on; 0 is any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = HERE,
      description =
          "The address to listen on (default: ${DEFAULT-VALUE}, this machine alone; 0.0.0.0 is"
              + " everyone who can reach it).")
  private String host;

  @Mixin private DataOption dataOption;
  @Mixin private ZooOption zooOption;

  private record Ready(int port, int networks, String data) {}

  @Override
  int execute() {
    if (port < 0 || port > 65535) {
      throw new LucyException(Reason.ARGUMENT_INVALID, "port " + port + " (expected: 0 to 65535)");
    }
    Zoo zoo = zooOption.open(this);
    Path folder = dataOption.folder(shell());
    try (DataFolder data = DataFolder.take(folder).orElseThrow(() -> taken(folder));
        EmbeddedServer server =
            EmbeddedServer.start(
                ServerSettings.loopback(data.folder(), zoo.folder()).at(host, port))) {
      String reached = host.equals(EVERYWHERE) ? HERE : host;
      data.announce(reached + ":" + server.port());
      Ready ready = new Ready(server.port(), zoo.entries().size(), folder.toString());
      show(
          ready,
          out ->
              out.printf(
                  "lucy is ready on port %d (%d networks, data in %s)%n",
                  ready.port(), ready.networks(), ready.data()));
      shell().out().flush();
      cancellation().await();
    }
    return ExitStatus.OK;
  }

  private static LucyException taken(Path folder) {
    String by = DataFolder.address(folder).map(address -> ", at " + address).orElse("");
    return new LucyException(
        Reason.STORAGE_FAILED,
        "another lucy uses the data folder '"
            + folder
            + "'"
            + by
            + " (stop it, or name another: --data-dir DIR)");
  }
}
