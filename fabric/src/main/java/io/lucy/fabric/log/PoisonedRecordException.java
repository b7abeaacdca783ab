package io.lucy.fabric.log;

/** A record that no repetition can handle: it cannot be read, or asks for what cannot be. */
public final class PoisonedRecordException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public PoisonedRecordException(String message) {
    super(message);
  }

  public PoisonedRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
