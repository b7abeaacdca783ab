package io.lucy.cli;

import io.grpc.ManagedChannel;
import io.lucy.cli.client.Services;
import io.lucy.cli.host.EmbeddedServer;
import io.lucy.cli.host.ServerSettings;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.zoo.Zoo;
import io.lucy.fabric.grpc.Channels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code --server}: the services that a command talks to. Without it they run in this process for
 * as long as the command does, unless {@code lucy up} runs on the same data folder: then that is
 * used.
 */
final class ServerOption {
  /** The environment variable that names a server. */
  static final String VARIABLE = "LUCY_SERVER";

  private static final long PAUSE_MILLIS = 100;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = {
        "The services to use; if each has an address of its own:",
        "zoo=HOST:PORT,inserter=HOST:PORT,transfer=HOST:PORT",
        "(default: $" + VARIABLE + ", or else a 'lucy up' on the same data folder, or else",
        "services in this process for as long as it takes)."
      })
  private @Nullable String server;

  @Mixin private DataOption dataOption;
  @Mixin private ZooOption zooOption;

  /** The services, until closed. */
  static final class Connection implements AutoCloseable {
    private final Services services;
    private final AutoCloseable end;

    private Connection(Services services, AutoCloseable end) {
      this.services = services;
      this.end = end;
    }

    Services services() {
      return services;
    }

    @Override
    public void close() {
      try {
        end.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("the services do not end", e);
      }
    }
  }

  /**
   * Finds or starts the services.
   *
   * @throws LucyException what is wrong with the zoo or the data folder
   */
  Connection open(LucyCommand command) {
    Optional<String> named = named(command.shell());
    if (named.isPresent()) {
      refuseFolders();
      return remote(named.get());
    }
    Path folder = dataOption.folder(command.shell());
    while (true) {
      Optional<DataFolder> data = DataFolder.take(folder);
      if (data.isPresent()) {
        return embedded(data.get(), command);
      }
      Optional<String> running = DataFolder.address(folder);
      if (running.isPresent()) {
        return remote(running.get());
      }
      command.progress().stage("wait for another command that uses " + folder, 0);
      pause(command);
    }
  }

  private Optional<String> named(Shell shell) {
    String variable = shell.environment().getOrDefault(VARIABLE, "");
    return Optional.ofNullable(server).or(() -> Optional.of(variable).filter(v -> !v.isEmpty()));
  }

  private void refuseFolders() {
    if (server != null && (zooOption.isGiven() || dataOption.isGiven())) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "--zoo or --data-dir with --server (the server at " + server + " has its own)");
    }
  }

  private static Connection remote(String addresses) {
    ServerAddresses parsed = ServerAddresses.parse(addresses);
    Map<String, ManagedChannel> channels = new HashMap<>();
    for (String address : parsed.all()) {
      channels.computeIfAbsent(address, Channels::to);
    }
    return new Connection(
        new Services(
            channels.get(parsed.zoo()),
            channels.get(parsed.inserter()),
            channels.get(parsed.transfer())),
        () -> channels.values().forEach(ManagedChannel::shutdownNow));
  }

  private Connection embedded(DataFolder data, LucyCommand command) {
    try {
      // What is wrong with the folder is said before anything starts.
      Path zoo = Zoo.open(zooOption.folder(command.shell())).folder();
      EmbeddedServer server = EmbeddedServer.start(ServerSettings.loopback(data.folder(), zoo));
      return new Connection(
          new Services(server.channel()),
          () -> {
            try (data) {
              server.close();
            }
          });
    } catch (RuntimeException | Error e) {
      data.close();
      throw e;
    }
  }

  private static void pause(LucyCommand command) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    command.cancellation().check();
  }
}
