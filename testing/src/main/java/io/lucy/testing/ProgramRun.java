package io.lucy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the machine that was run to its end, and what came of it. */
public record ProgramRun(List<String> command, int status, String out, String err) {
  private static final int PATIENCE_SECONDS = 300;

  public ProgramRun {
    command = List.copyOf(command);
  }

  /** Runs a command with this process's environment; fails the test if it does not end. */
  public static ProgramRun of(String... command) {
    try {
      Path out = Files.createTempFile("lucy", ".out");
      Path err = Files.createTempFile("lucy", ".err");
      try {
        int status = run(command, out, err);
        return new ProgramRun(
            List.of(command), status, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int run(String[] command, Path out, Path err) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      process.getOutputStream().close();
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      throw new AssertionError(
          "not within %d s: %s, which said so far: %s%s"
              .formatted(
                  PATIENCE_SECONDS,
                  List.of(command),
                  Files.readString(out, UTF_8),
                  Files.readString(err, UTF_8)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + List.of(command), e);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Skips the test where a program that it needs cannot be run; in CI, where all have to be, fails
   * it.
   *
   * @param remedy what to install
   * @param probe a command that succeeds where the program is
   */
  public static void require(String remedy, String... probe) {
    String reason;
    try {
      ProgramRun run = of(probe);
      if (run.status() == 0) {
        return;
      }
      reason = run.err().strip();
    } catch (UncheckedIOException e) {
      reason = String.valueOf(e.getMessage());
    }
    Absence.report("%s does not run: %s (%s)".formatted(String.join(" ", probe), reason, remedy));
  }

  /** Fails the test if the program failed. Returns this. */
  public ProgramRun orFail() {
    if (status != 0) {
      throw new AssertionError("%s: exit status %d: %s%s".formatted(command, status, out, err));
    }
    return this;
  }
}
