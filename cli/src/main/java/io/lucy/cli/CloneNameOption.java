package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --name} of a clone that is made. */
final class CloneNameOption {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call the clone (default: made from what it is built on).")
  private @Nullable String name;

  /**
   * The name; empty to have one made.
   *
   * @throws LucyException {@link Reason#ARGUMENT_INVALID} if it cannot be one
   */
  String orEmpty() {
    if (name == null) {
      return "";
    }
    if (!NAME.matcher(name).matches()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "clone name '"
              + name
              + "' (expected: 1 to 100 of A-Z a-z 0-9 . _ -, not beginning with a dot)");
    }
    return name;
  }
}
