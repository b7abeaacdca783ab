package io.lucy.cli;

import io.lucy.cli.host.EmbeddedServer;
import io.lucy.cli.host.ServerSettings;
import io.lucy.engine.zoo.Zoo;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lucy up}. */
@Command(
    name = "up",
    description = "Run all of Lucy's services in this process, until Ctrl-C or SIGTERM.")
final class UpCommand extends LucyCommand {
  @Option(
      names = "--port",
      defaultValue = "9000",
      description = "The port to listen on; 0 is any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on (default: ${DEFAULT-VALUE}, this machine alone; 0.0.0.0 is"
              + " everyone who can reach it).")
  private String host;

  @Mixin private DataOption dataOption;
  @Mixin private ZooOption zooOption;

  private record Ready(int port, int networks, String data) {}

  @Override
  int execute() {
    Zoo zoo = zooOption.open(this);
    Path data = dataOption.folder(shell());
    ServerSettings settings =
        ServerSettings.loopback(data, zooOption.folder(shell())).at(host, port);
    try (EmbeddedServer server = EmbeddedServer.start(settings)) {
      Ready ready = new Ready(server.port(), zoo.entries().size(), data.toString());
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
}
