package io.lucy.cli;

import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooProblem;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --zoo}: which zoo a command reads. A mixin of the commands that read one. */
final class ZooOption {
  /** The environment variable that names a zoo. */
  static final String VARIABLE = "LUCY_ZOO";

  private static final Path BUNDLED = Path.of("demo", "zoo");

  @Option(
      names = "--zoo",
      paramLabel = "DIR",
      description = "The zoo's folder (default: $" + VARIABLE + ", or else the bundled zoo).")
  private @Nullable Path folder;

  /** Opens the zoo, and warns of what in it breaks the layout. */
  Zoo open(LucyCommand command) {
    Zoo zoo = Zoo.open(folder(command.shell()));
    for (ZooProblem problem : zoo.problems()) {
      command.warn(problem + " [" + problem.reason() + "]");
    }
    return zoo;
  }

  boolean isGiven() {
    return folder != null;
  }

  /** The folder, whether or not it is a zoo. */
  Path folder(Shell shell) {
    if (folder != null) {
      return folder;
    }
    String named = shell.environment().getOrDefault(VARIABLE, "");
    return named.isEmpty() ? shell.home().resolve(BUNDLED) : Path.of(named);
  }
}
