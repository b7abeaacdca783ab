package io.lucy.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command line runs: all that it may know of the process around it.
 *
 * @param out for results
 * @param err for progress, warnings and errors
 * @param environment the environment variables
 * @param home the folder of the launcher, where the bundled zoo lies
 * @param columns width of the terminal behind {@code err}; 0 if there is none
 */
public record Shell(
    PrintStream out, PrintStream err, Map<String, String> environment, Path home, int columns) {

  public Shell {
    environment = Map.copyOf(environment);
  }

  /**
   * The shell of this process, as the launcher describes it by the system properties {@code
   * lucy.home} and {@code lucy.columns}. Writes UTF-8 whatever the locale says.
   */
  static Shell ofProcess() {
    return new Shell(
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
            false,
            StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        System.getenv(),
        Path.of(System.getProperty("lucy.home", "")).toAbsolutePath(),
        Integer.getInteger("lucy.columns", 0));
  }

  boolean isTerminal() {
    return columns > 0;
  }
}
