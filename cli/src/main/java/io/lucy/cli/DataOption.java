package io.lucy.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data-dir}: where the services keep what they must not forget. */
final class DataOption {
  /** The environment variable that names the folder. */
  static final String VARIABLE = "LUCY_DATA_DIR";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "The folder of clones, datasets and unfinished work (default: $"
              + VARIABLE
              + ", or else ~/.lucy/data).")
  private @Nullable Path folder;

  /** The folder, which need not be there yet. */
  Path folder(Shell shell) {
    if (folder != null) {
      return folder;
    }
    Map<String, String> environment = shell.environment();
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    return Path.of(home, ".lucy", "data");
  }
}
