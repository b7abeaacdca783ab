package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.runtime.Cancellation;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what went wrong: {@code error: message [REASON]} on stderr and, with {@code --json}, the
 * object {@code {"error": {"reason", "message"}}} on stdout. Gives the exit status.
 *
 * <p>The reasons are those of {@link io.lucy.engine.Reason}, whose names are frozen, and two of its
 * own: {@code USAGE} for a command line that cannot be understood, {@code INTERNAL} for a defect of
 * Lucy.
 */
final class Failures {
  private static final String USAGE = "USAGE";
  private static final String INTERNAL = "INTERNAL";
  private static final String CANCELLED = "CANCELLED";

  private record Failure(String reason, String message) {}

  private record Report(Failure error) {}

  private final Shell shell;
  private final Cancellation cancellation;
  private final boolean json;
  private final boolean stackTrace;

  Failures(String[] args, Shell shell, Cancellation cancellation) {
    this.shell = shell;
    this.cancellation = cancellation;
    // From the words themselves: a line that cannot be parsed has errors too.
    List<String> words = Arrays.stream(args).takeWhile(arg -> !arg.equals("--")).toList();
    this.json = words.contains("--json");
    this.stackTrace = words.contains("--stack-trace");
  }

  /** A command line that cannot be understood. */
  int usage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    // Some of picocli's messages say so themselves.
    String message = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
    shell.err().println("error: " + message);
    UnmatchedArgumentException.printSuggestions(
        e, new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    if (command.getSubcommands().isEmpty() || e instanceof UnmatchedArgumentException) {
      shell.err().println("see: " + command.getCommandSpec().qualifiedName() + " --help");
    } else {
      // A group without a command: its help lists them.
      command.usage(shell.err());
    }
    printJson(new Failure(USAGE, message));
    return ExitStatus.USAGE;
  }

  /** Whatever a command threw. */
  int execution(Throwable e) {
    if (stackTrace) {
      e.printStackTrace(shell.err());
    }
    if (cancellation.isCancelled()) {
      shell.err().println("interrupted; nothing was kept");
      printJson(new Failure(CANCELLED, "interrupted; nothing was kept"));
      return ExitStatus.INTERRUPTED;
    }
    Failure failure = failure(e);
    // The reason ends the first line; what follows are details.
    List<String> lines = failure.message().lines().toList();
    shell.err().println("error: " + lines.get(0) + " [" + failure.reason() + "]");
    lines.stream().skip(1).forEach(shell.err()::println);
    printJson(failure);
    return ExitStatus.FAILED;
  }

  /** A stdout that took no more: a full disk, or a reader that went away. */
  int unwritten() {
    shell.err().println("error: cannot write the result to stdout [STORAGE_FAILED]");
    return ExitStatus.FAILED;
  }

  private static Failure failure(Throwable e) {
    if (e instanceof LucyException known) {
      return new Failure(known.reason().name(), String.valueOf(known.getMessage()));
    }
    if (e instanceof OutOfMemoryError) {
      return new Failure(
          INTERNAL,
          "out of memory: " + e.getMessage() + " (give more: LUCY_JAVA_OPTS=-Xmx2g lucy ...)");
    }
    return new Failure(
        INTERNAL,
        "an unexpected failure"
            + (e.getMessage() == null ? "" : ": " + e.getMessage())
            + " (a defect of Lucy; --stack-trace shows where)");
  }

  private void printJson(Failure failure) {
    if (json) {
      Json.print(new Report(failure), shell.out());
    }
  }
}
