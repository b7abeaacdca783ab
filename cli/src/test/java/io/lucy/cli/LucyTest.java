package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.runtime.Cancellation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LucyTest {
  @TempDir private Path home;

  @Test
  void saysItsVersion() {
    CommandLineRun run = CommandLineRun.in(home).run("--version");
    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("lucy 0.").contains("Java 17").contains("ONNX Runtime 1.");
    assertThat(run.out()).doesNotContain("${");
  }

  @Test
  void everyCommandExplainsItself() {
    CommandLineRun run = CommandLineRun.in(home).run("zoo", "list", "--help");
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("Usage: lucy zoo list").contains("--json").contains("--zoo=DIR");
  }

  @Test
  void refusesAnUnknownCommandAndSuggestsOne() {
    CommandLineRun run = CommandLineRun.in(home).run("zooo");
    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).startsWith("error: ").contains("zoo").contains("see: lucy --help");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void refusesAGroupWithoutACommand() {
    CommandLineRun run = CommandLineRun.in(home).run("zoo");
    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err())
        .contains("Missing required subcommand")
        .contains("Usage: lucy zoo")
        .contains("list");
  }

  @Test
  void saysErrorsInOneLineWithTheirReason() {
    CommandLineRun run = CommandLineRun.in(home).run("zoo", "list", "--zoo", home.resolve("gone"));
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("error: no zoo folder").endsWith("[NOT_FOUND]\n");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void saysErrorsAsJsonToo() {
    CommandLineRun run =
        CommandLineRun.in(home).run("zoo", "list", "--json", "--zoo", home.resolve("gone"));
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).startsWith("error: ");
    assertThat(run.json().at("/error/reason").asText()).isEqualTo("NOT_FOUND");
    assertThat(run.json().at("/error/message").asText()).contains("gone");
  }

  @Test
  void saysUsageErrorsAsJsonToo() {
    CommandLineRun run = CommandLineRun.in(home).run("dataset", "push", "--json");
    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.json().at("/error/reason").asText()).isEqualTo("USAGE");
  }

  @Test
  void takesJsonBeforeTheCommandToo() {
    CommandLineRun run = CommandLineRun.in(home).run("--json", "zoo", "list");
    assertThat(run.json().at("/error/reason").asText()).isEqualTo("NOT_FOUND");
  }

  @Test
  void showsWhereAnErrorAroseIfAsked() {
    CommandLineRun run = CommandLineRun.in(home).run("zoo", "list", "--stack-trace");
    assertThat(run.err()).contains("at io.lucy.engine.zoo.").contains("error: ");
  }

  @Test
  void doesNotReadArgumentsFromFiles() {
    CommandLineRun run = CommandLineRun.in(home).run("zoo", "list", "--zoo", "@nothing");
    assertThat(run.err()).contains("'@nothing'");
  }

  @Test
  void failsWhenItsResultCannotBeWritten() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    Shell shell =
        new Shell(
            new PrintStream(full, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(),
            home,
            0);

    int status = Lucy.run(new String[] {"--version"}, shell, Cancellation.never());

    assertThat(status).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("[STORAGE_FAILED]");
  }
}
