package io.lucy.cli;

import io.lucy.engine.runtime.Cancellation;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The {@code lucy} command.
 *
 * <p>Results go to stdout, everything else to stderr. Exit status: 0 done, 1 refused or failed, 2
 * the command line cannot be understood, 130 interrupted.
 */
@Command(
    name = "lucy",
    description = "Clones parts of frozen ONNX networks into each other.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      ZooCommand.class,
      DatasetCommand.class,
      PlanCommand.class,
      CloneCommand.class,
      BenchCommand.class
    },
    footer = {
      "",
      "Exit status: 0 done, 1 refused or failed, 2 the command line cannot be",
      "understood, 130 interrupted."
    })
@SuppressWarnings("UnusedVariable") // Some options are for picocli alone.
public final class Lucy {
  private final Shell shell;
  private final Cancellation cancellation;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the versions of Lucy and what it runs on, and exit.")
  private boolean version;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print the result, or the error, as JSON on stdout.")
  private boolean json;

  @Option(
      names = "--stack-trace",
      scope = ScopeType.INHERIT,
      description = "Print where in Lucy an error arose.")
  private boolean stackTrace;

  private Lucy(Shell shell, Cancellation cancellation) {
    this.shell = shell;
    this.cancellation = cancellation;
  }

  /** Runs the command line of this process, and ends it. */
  public static void main(String[] args) {
    Interruption interruption = Interruption.of(Thread.currentThread());
    int status = run(args, Shell.ofProcess(), interruption.cancellation());
    System.exit(interruption.finished(status));
  }

  /**
   * Runs one command line.
   *
   * @param cancellation stops the command within a step of its work; it then returns 130
   * @return the {@link ExitStatus}
   */
  public static int run(String[] args, Shell shell, Cancellation cancellation) {
    Failures failures = new Failures(args, shell, cancellation);
    CommandLine command = new CommandLine(new Lucy(shell, cancellation));
    command.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
    command.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    // An argument that begins with @ is an argument, not a file of more of them.
    command.setExpandAtFiles(false);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setParameterExceptionHandler((e, words) -> failures.usage(e));
    command.setExecutionExceptionHandler((e, line, parsed) -> failures.execution(e));
    int status;
    try {
      status = command.execute(args);
    } catch (Error e) {
      status = failures.execution(e);
    }
    shell.err().flush();
    // Flushes too. A result that nobody got is no success.
    return shell.out().checkError() && status == ExitStatus.OK ? failures.unwritten() : status;
  }

  Shell shell() {
    return shell;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  boolean json() {
    return json;
  }
}
