package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.zoo.Zoo;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real signals to the jar that this build has just made, in the middle of its work. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class SignalIT {
  private static final Path JAR =
      Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
  private static final int PATIENCE_SECONDS = 60;

  private static final String ANY_STAGE = "";

  @TempDir private Path home;
  private Path zoo;
  private Path data;
  private Path temporary;

  @BeforeEach
  void makeAZoo() throws IOException {
    zoo = TinyZoo.in(home);
    data = TinyZoo.data(home, TinyZoo.samples(TinyZoo.LABELS, 1500, 2));
    temporary = Files.createDirectory(home.resolve("tmp"));
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void stopsBuildingACloneAndKeepsNothing(String signal, int expected) throws Exception {
    Zoo before = Zoo.open(zoo);
    List<Path> files = files();

    int status =
        stopped(
            signal,
            ANY_STAGE,
            List.of("clone", "create", "--labels", "rows,columns,checks,broad"),
            List.of("--data", data, "--zoo", zoo, "--per-class", "1500", "--positions", "all"),
            List.of("-o", home.resolve("out.clonepath")));

    assertThat(status).isEqualTo(expected);
    assertThat(files()).containsExactlyElementsOf(files);
    before.verifyUnchanged();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void stopsTrainingANetworkAndAddsNothing(String signal, int expected) throws Exception {
    writeImages(home.resolve("images"));
    Zoo before = Zoo.open(zoo);
    List<Path> files = files();

    int status =
        stopped(
            signal,
            "train",
            List.of("zoo", "train", "--data", home.resolve("images"), "--zoo", zoo),
            List.of("--labels", "rows,columns", "--family", "resnet", "--epochs", "10000"),
            List.of("--name", "new"));

    assertThat(status).isEqualTo(expected);
    assertThat(files()).containsExactlyElementsOf(files);
    assertThat(Zoo.open(zoo).versions()).isEqualTo(before.versions());
  }

  /** Starts a command, sends a signal when a stage of its work is on stderr, and waits. */
  private int stopped(String signal, String stage, List<?>... words)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    // Whoever runs the tests may ignore signals, as nohup does; its children would ignore them too.
    line.addAll(List.of("env", "--default-signal"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx512m", "-Djava.io.tmpdir=" + temporary, "-Dlucy.home=" + home));
    line.addAll(List.of("-jar", JAR.toString()));
    Stream.of(words).flatMap(List::stream).map(Object::toString).forEach(line::add);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("HOME", temporary.toString());
    builder.environment().remove("XDG_CACHE_HOME");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      StringBuilder said = new StringBuilder();
      try (BufferedReader err =
          new BufferedReader(
              new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
        boolean sent = false;
        for (String next = err.readLine(); next != null; next = err.readLine()) {
          said.append(next).append('\n');
          if (!sent && next.startsWith(stage)) {
            send(signal, process);
            sent = true;
          }
        }
        assertThat(sent).as("stage '" + stage + "' was reached:\n" + said).isTrue();
      }
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(said.toString()).contains("interrupted; nothing was kept");
      assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .as("stdout")
          .isEmpty();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void send(String signal, Process process)
      throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).as("kill").isZero();
  }

  /** All files but those of the virtual machine and of ONNX Runtime, which they remove or not. */
  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(f -> !f.startsWith(temporary)).map(home::relativize).sorted().toList();
    }
  }

  private static void writeImages(Path folder) throws IOException {
    for (String part : List.of("train", "test")) {
      for (String label : List.of("rows", "columns")) {
        Path of = Files.createDirectories(folder.resolve(part).resolve(label));
        for (int i = 0; i < 8; i++) {
          BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_BYTE_GRAY);
          for (int p = 0; p < 144; p++) {
            int place = (label.equals("rows") ? p / 12 : p % 12) + i;
            image.getRaster().setSample(p % 12, p / 12, 0, place / 2 % 2 * 200);
          }
          ImageIO.write(image, "png", of.resolve(i + ".png").toFile());
        }
      }
    }
  }
}
