package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.cli.host.EmbeddedServer;
import io.lucy.cli.host.ServerSettings;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.testing.ProgramRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients of docs/clients, as their README runs them. */
class ClientsIT {
  private static final Path CLIENTS = Path.of("..", "docs", "clients");
  private static final String PYTHON = "/usr/bin/python3";
  private static final List<String> LABELS = TinyZoo.LABELS.subList(0, 4);
  private static final int IMAGES = 300;

  @TempDir private Path folder;
  private EmbeddedServer server;

  @BeforeEach
  void serve() {
    Path zoo = TinyZoo.in(folder);
    server = EmbeddedServer.start(ServerSettings.loopback(folder.resolve("data"), zoo));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void getsAPathInJava() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    ProgramRun run =
        ProgramRun.of(
            java.toString(),
            "-cp",
            Path.of("target", "quarkus-app", "lib", "main", "*").toString(),
            CLIENTS.resolve(Path.of("java", "CloneClient.java")).toString(),
            address(),
            dataset(IMAGES).toString(),
            String.join(",", LABELS),
            path().toString());

    assertGotAPath(run);
  }

  /** From a larger dataset, of which it uploads {@value #IMAGES}. */
  @Test
  void getsAPathInPython() throws Exception {
    ProgramRun.require(
        "Debian: apt-get install python3-grpcio python3-protobuf",
        PYTHON,
        "-c",
        "import grpc, google.protobuf");
    ProgramRun.require("Debian: apt-get install protobuf-compiler", "protoc", "--version");
    Path stubs = folder.resolve("stubs");
    Path python = CLIENTS.resolve("python");
    ProgramRun.of(python.resolve("generate.sh").toString(), stubs.toString()).orFail();

    ProgramRun run =
        ProgramRun.of(
            PYTHON,
            python.resolve("clone.py").toString(),
            address(),
            stubs.toString(),
            dataset(2 * IMAGES).toString(),
            String.join(",", LABELS),
            path().toString());

    assertGotAPath(run);
  }

  private void assertGotAPath(ProgramRun run) throws Exception {
    run.orFail();
    assertThat(run.err()).contains(IMAGES + " images", "CLONE_STATE_COMPLETED");
    byte[] path = Files.readAllBytes(path());
    ClonePath clone = ClonePath.parse(path);
    assertThat(run.out().strip()).isEqualTo("path %s %d bytes".formatted(clone.id(), path.length));
    assertThat(ClonePathCodec.decode(clone).labels()).isEqualTo(LABELS);
  }

  private Path dataset(int images) {
    return TinyZoo.data(folder, TinyZoo.samples(LABELS, images / LABELS.size(), 3));
  }

  private Path path() {
    return folder.resolve("clone.path");
  }

  private String address() {
    return "127.0.0.1:" + server.port();
  }
}
