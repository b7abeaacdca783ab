package io.lucy.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --clones}: where clones are kept. */
final class ClonesOption {
  /** The environment variable that names the folder. */
  static final String VARIABLE = "LUCY_CLONES";

  @Option(
      names = "--clones",
      paramLabel = "DIR",
      description = "The folder of clones (default: $" + VARIABLE + ", or else ~/.lucy/clones).")
  private @Nullable Path folder;

  /** The store; makes no folder before something is stored. */
  CloneStore open(LucyCommand command) {
    return new CloneStore(folder(command.shell().environment()), command::warn);
  }

  private Path folder(Map<String, String> environment) {
    if (folder != null) {
      return folder;
    }
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    return Path.of(home, ".lucy", "clones");
  }
}
