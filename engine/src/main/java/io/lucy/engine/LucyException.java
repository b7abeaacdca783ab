package io.lucy.engine;

/**
 * Everything that can go wrong for a caller who did nothing a compiler could have caught.
 *
 * <p>The message says what is wrong, where, and what to do. Programming mistakes are {@link
 * IllegalArgumentException}s instead.
 */
public final class LucyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public LucyException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public LucyException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
