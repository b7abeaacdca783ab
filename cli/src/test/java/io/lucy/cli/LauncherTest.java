package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a folder of its own, between a Java and a Maven that only say what they hear. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "lucy").toAbsolutePath().normalize();

  @TempDir private Path temporary;
  private Path home;
  private Path source;
  private Path jar;

  private record Outcome(int status, String out, String err) {}

  @BeforeEach
  void layOut() throws IOException {
    home = Files.createDirectory(temporary.resolve("a home"));
    Files.copy(LAUNCHER, home.resolve("lucy"));
    Files.writeString(home.resolve("pom.xml"), "");
    source = Files.createDirectories(home.resolve("cli/src/main")).resolve("A.java");
    Files.writeString(source, "");
    Files.writeString(home.resolve("cli/pom.xml"), "");
    jar = home.resolve("cli/target/quarkus-app/quarkus-run.jar");
    java("17.0.15");
    script("jdk/bin/javac", "");
    // Makes the jar, as a build does, and says so.
    script("tools/mvn", "mkdir -p '" + jar.getParent() + "'; touch '" + jar + "'; echo built");
  }

  @Test
  void buildsWhatIsMissingOnce() throws Exception {
    Outcome first = launch();
    Outcome second = launch();

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.err()).isEqualTo("building Lucy (first run: a few minutes) …\n");
    assertThat(first.out()).doesNotContain("built");
    assertThat(second.err()).isEmpty();
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    launch();
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(launch().err()).isEqualTo("building Lucy (its sources changed) …\n");
  }

  @Test
  void passesArgumentsOnExactly() throws Exception {
    List<String> args =
        List.of("zoo", "two words", "", "*", "$HOME", "--x=\"y\"", "Grüße", "@f", "a\\b");
    Path link = Files.createSymbolicLink(temporary.resolve("link"), home.resolve("lucy"));

    Outcome outcome = launch(link, Map.of("LC_ALL", "C"), args);

    assertThat(outcome.status()).as(outcome.err()).isZero();
    List<String> heard = outcome.out().lines().toList();
    int program = heard.indexOf("<" + home.toRealPath().resolve(home.relativize(jar)) + ">");
    assertThat(heard.subList(program + 1, heard.size()))
        .containsExactlyElementsOf(args.stream().map(arg -> "<" + arg + ">").toList());
    assertThat(heard).contains("<-Dlucy.home=" + home.toRealPath() + ">");
  }

  @Test
  void passesTheStatusOn() throws Exception {
    script("jdk/bin/java", "exit 7");
    assertThat(launch().status()).isEqualTo(7);
  }

  @Test
  void givesJavaMoreOptions() throws Exception {
    Outcome outcome =
        launch(home.resolve("lucy"), Map.of("LUCY_JAVA_OPTS", "-Xmx2g -Dx=*"), List.of());
    assertThat(outcome.out().lines()).contains("<-Xmx2g>", "<-Dx=*>");
  }

  @Test
  void showsTheErrorOfABuildAndStops() throws Exception {
    script("tools/mvn", "echo 'cannot find symbol'; exit 1");

    Outcome outcome = launch();

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("cannot find symbol").contains("error: the build failed");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void saysThatJavaIsTooOld() throws Exception {
    java("11.0.2");

    Outcome outcome = launch();

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("is Java 11.0.2; Lucy needs Java 17");
  }

  @Test
  void saysThatJavaOrItsCompilerOrMavenIsMissing() throws Exception {
    Path launcher = home.resolve("lucy");
    Outcome noJava = launch(launcher, Map.of("JAVA_HOME", "/nowhere"), List.of());
    Files.delete(home.resolve("jdk/bin/javac"));
    Outcome noCompiler = launch();
    Files.delete(home.resolve("tools/mvn"));
    // Only what the launcher itself is written with.
    Path few = Files.createDirectory(home.resolve("few"));
    for (String tool : List.of("bash", "dirname", "readlink", "find", "sed", "env")) {
      Files.copy(where(tool), few.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Outcome noMaven = launch(launcher, Map.of("PATH", few.toString()), List.of());

    assertThat(noJava.err()).contains("no Java found").contains("apt-get install");
    assertThat(noCompiler.err()).contains("needs a JDK");
    assertThat(noMaven.err()).contains("no Maven found").contains("apt-get install maven");
    assertThat(List.of(noJava.status(), noCompiler.status(), noMaven.status())).containsOnly(1);
  }

  private static Path where(String tool) {
    return Stream.of("/usr/bin", "/bin")
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private Outcome launch() throws Exception {
    return launch(home.resolve("lucy"), Map.of(), List.of());
  }

  private Outcome launch(Path launcher, Map<String, String> environment, List<String> args)
      throws Exception {
    // By way of a file: Java itself would spoil arguments in another locale.
    Path words = Files.writeString(temporary.resolve("words"), String.join("\0", args));
    String line = "mapfile -d '' words <'" + words + "'; exec '" + launcher + "' \"${words[@]}\"";
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", line);
    builder.directory(temporary.toFile());
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    builder
        .environment()
        .merge("PATH", home.resolve("tools").toString(), (old, t) -> t + ":" + old);
    builder.environment().putAll(environment);
    Path out = temporary.resolve("out");
    Path err = temporary.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    int status = process.waitFor();
    return new Outcome(
        status,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private void java(String version) throws IOException {
    script("jdk/bin/java", "printf '<%s>\\n' \"$@\"");
    Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private void script(String name, String line) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
