package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code lucy up} as a process of its own. */
@EnabledOnOs(OS.LINUX)
class UpIT {
  private static final Path LAUNCHER = Path.of("..", "lucy").toAbsolutePath().normalize();
  private static final Pattern READY =
      Pattern.compile("lucy is ready on port (\\d+) \\(10 networks, data in (.+)\\)");
  private static final int TERMINATED = 143;

  @TempDir private Path temporary;

  @Test
  void servesAllAndStopsBySigterm() throws Exception {
    Path err = temporary.resolve("err");
    Process process = start(err, "--port", "0", "--data-dir", temporary.resolve("data").toString());
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      Matcher ready = READY.matcher(String.valueOf(out.readLine()));
      assertThat(ready.matches()).as(Files.readString(err)).isTrue();
      assertThat(ready.group(2)).isEqualTo(temporary.resolve("data").toString());

      try (ServerProcess server = new ServerProcess(process, Integer.parseInt(ready.group(1)))) {
        assertThat(server.health()).isEqualTo(ServingStatus.SERVING);
        assertThat(server.services())
            .contains(
                "lucy.zoo.v1.ZooService",
                "lucy.clone.v1.CloneService",
                "lucy.transfer.v1.PathService",
                "inference.GRPCInferenceService",
                "google.bytestream.ByteStream");
        assertThat(server.residentBytes()).isLessThan(350_000_000);
        assertThat(server.terminate()).isEqualTo(TERMINATED);
      }
      assertThat(out.readLine()).as("more on stdout").isNull();
    }
    assertThat(err).isEmptyFile();
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    Process first = start(temporary.resolve("err"), "--port", "0", "--data-dir", data("first"));
    try (BufferedReader out = first.inputReader(StandardCharsets.UTF_8)) {
      String port = out.readLine().replaceAll("lucy is ready on port (\\d+) .*", "$1");
      Path err = temporary.resolve("second");

      Process second = start(err, "--port", port, "--data-dir", data("second"));

      assertThat(second.waitFor()).isEqualTo(1);
      assertThat(Files.readString(err))
          .startsWith("error: cannot listen on 127.0.0.1 port " + port)
          .endsWith("[UNAVAILABLE]\n");
    } finally {
      first.destroy();
      first.waitFor();
    }
  }

  @Test
  void refusesADataFolderThatAnotherOneHas() throws Exception {
    Process first = start(temporary.resolve("err"), "--port", "0", "--data-dir", data("one"));
    try (BufferedReader out = first.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).startsWith("lucy is ready");
      Path err = temporary.resolve("second");

      Process second = start(err, "--port", "0", "--data-dir", data("one"));

      assertThat(second.waitFor()).isEqualTo(1);
      assertThat(Files.readString(err)).contains("another lucy uses", "[STORAGE_FAILED]");
    } finally {
      first.destroy();
      first.waitFor();
    }
  }

  private String data(String name) {
    return temporary.resolve(name + "-data").toString();
  }

  private static Process start(Path err, String... options) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "up");
    builder.command().addAll(List.of(options));
    Process process = builder.redirectError(err.toFile()).start();
    process.getOutputStream().close();
    return process;
  }
}
