package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.cli.host.EmbeddedServer;
import io.lucy.cli.host.ServerSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More calls at once than a server has threads, with numerics and without. */
class ServiceLoadTest {
  private static final List<String> LABELS = TinyZoo.LABELS.subList(0, 4);

  @TempDir private static Path home;
  private static Path zoo;
  private static Path data;
  private static Path path;

  @BeforeAll
  static void buildAClone() {
    zoo = TinyZoo.in(home);
    data = TinyZoo.data(home, TinyZoo.samples(LABELS, 30, 7));
    path = home.resolve("template.lucy");
    CommandLineRun run =
        CommandLineRun.in(home)
            .with("LUCY_ZOO", zoo)
            .run(
                "clone",
                "create",
                "--labels",
                String.join(",", LABELS),
                "--data",
                data,
                "-o",
                path);
    assertThat(run.status()).as(run.err()).isZero();
  }

  @Test
  void losesNoneOfManyClones() {
    ServerSettings settings =
        ServerSettings.loopback(home.resolve("many"), zoo)
            .with("lucy.benchmark-path", path.toString());
    try (EmbeddedServer server = EmbeddedServer.start(settings)) {
      CommandLineRun run =
          bench(server, "--clones", 300, "--rounds", 1, "--at-once", 250, "--watches", 3);

      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.json().at("/rounds/0/clones").asInt()).isEqualTo(300);
      assertThat(run.json().at("/rounds/0/lost").asInt()).isZero();
      assertThat(run.json().at("/rounds/0/path_bytes").asLong()).isGreaterThan(300 * 100);
      assertThat(run.json().at("/first/count").asInt()).isEqualTo(3);
      assertThat(run.json().at("/end/p99_millis").asDouble()).isNotNegative();
    }
  }

  @Test
  void answersWhileWorkQueues() {
    ServerSettings settings = ServerSettings.loopback(home.resolve("queue"), zoo);
    try (EmbeddedServer server = EmbeddedServer.start(settings)) {
      CommandLineRun run = bench(server, "--bursts", 1, "--at-once", 250, "--builds", 1);

      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.json().at("/create/count").asInt()).isEqualTo(250);
      assertThat(run.json().at("/builds/0/path_id").asText()).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void refusesCountsThatMakeNoSense() {
    CommandLineRun run =
        CommandLineRun.in(home)
            .run("bench", "services", "--labels", "rows", "--data", data, "--at-once", 0);

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("--at-once: 0 (expected: 1 to 100000)");
  }

  private static CommandLineRun bench(EmbeddedServer server, Object... options) {
    Object[] first = {
      "bench",
      "services",
      "--json",
      "--server",
      "127.0.0.1:" + server.port(),
      "--labels",
      String.join(",", LABELS),
      "--data",
      data
    };
    return CommandLineRun.in(home).run(Stream.of(first, options).flatMap(Arrays::stream).toArray());
  }
}
