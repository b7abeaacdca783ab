package io.lucy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * A real broker in a process of its own, on a free port of this machine. It can be killed as if the
 * power had failed, and started again with what it had.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path folder;
  private final int port;
  private final int controllerPort;
  private Process process;

  private KafkaBroker(Path folder, int port, int controllerPort) {
    this.folder = folder;
    this.port = port;
    this.controllerPort = controllerPort;
    this.process = launch();
  }

  /** Starts a broker that keeps its data in a folder, and waits until it answers. */
  public static KafkaBroker start(Path folder) {
    KafkaBroker broker = new KafkaBroker(folder, freePort(), freePort());
    broker.awaitAnswer();
    return broker;
  }

  /** The one broker of tests that harm none; it ends with this process. */
  public static KafkaBroker shared() {
    return Shared.BROKER;
  }

  private static final class Shared {
    static final KafkaBroker BROKER = startInTemporaryFolder();

    private static KafkaBroker startInTemporaryFolder() {
      try {
        KafkaBroker broker = start(Files.createTempDirectory("lucy-broker"));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::discard));
        return broker;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Where clients connect to, host:port. */
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** Ends the process at once, as kill -9 does. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Starts it again after {@link #kill}, on the same port and with the same data. */
  public void restart() {
    process = launch();
    awaitAnswer();
  }

  @Override
  public void close() {
    kill();
  }

  private void discard() {
    kill();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    try {
      Files.createDirectories(folder);
      Path properties = folder.resolve("server.properties");
      try (var out = Files.newBufferedWriter(properties)) {
        properties().store(out, null);
      }
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx384m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              BrokerProcess.class.getName(),
              properties.toString());
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("broker.out").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Properties properties() {
    String broker = "PLAINTEXT://127.0.0.1:" + port;
    String controller = "CONTROLLER://127.0.0.1:" + controllerPort;
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "process.roles", "broker,controller",
            "node.id", "1",
            "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
            "listeners", broker + "," + controller,
            "advertised.listeners", broker,
            "controller.listener.names", "CONTROLLER",
            "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs", folder.resolve("data").toString(),
            "auto.create.topics.enable", "false"));
    properties.putAll(
        Map.of(
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "4",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "share.coordinator.state.topic.replication.factor", "1",
            "group.initial.rebalance.delay.ms", "0",
            "group.min.session.timeout.ms", "1000",
            "log.cleaner.backoff.ms", "500",
            "log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20)));
    return properties;
  }

  private void awaitAnswer() {
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            Math.toIntExact(PATIENCE.toMillis()));
    try (Admin admin = Admin.create(config)) {
      Eventually.eventually(PATIENCE, () -> requireAnswer(admin));
    }
  }

  private void requireAnswer(Admin admin) throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the broker ended:\n" + output());
    }
    try {
      if (admin.describeCluster().nodes().get().isEmpty()) {
        throw new AssertionError("the broker is not registered yet:\n" + output());
      }
    } catch (ExecutionException e) {
      throw new AssertionError("the broker does not answer:\n" + output(), e);
    }
  }

  private String output() {
    try {
      return Files.readAllLines(folder.resolve("broker.out"), UTF_8).stream()
          .limit(100)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "no output: " + e;
    }
  }

  private void awaitEnd() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a broker ended", e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
