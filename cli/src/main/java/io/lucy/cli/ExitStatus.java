package io.lucy.cli;

/** What the {@code lucy} command exits with. */
public final class ExitStatus {
  /** Done. */
  public static final int OK = 0;

  /** Refused, or failed. */
  public static final int FAILED = 1;

  /** The command line cannot be understood. */
  public static final int USAGE = 2;

  /** Stopped by Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
