package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The launcher, and behind it the jar that this build has just made. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherIT {
  private static final String LAUNCHER =
      Path.of("..", "lucy").toAbsolutePath().normalize().toString();

  @Test
  void startsWithoutBuildingAnything() throws Exception {
    assertThat(launch(0, "--version")).startsWith("lucy ").doesNotContain("building");
  }

  @Test
  void passesArgumentsAndStatusOn() throws Exception {
    assertThat(launch(1, "zoo", "list", "--zoo", "a  folder *, \"gone\""))
        .startsWith("error: no zoo folder 'a  folder *, \"gone\"'");
  }

  private static String launch(int expectedStatus, String... args)
      throws IOException, InterruptedException {
    List<String> line = Stream.concat(Stream.of(LAUNCHER), Stream.of(args)).toList();
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(expectedStatus);
    return output;
  }
}
