package io.lucy.fabric;

/**
 * The log, the state store, the blob store or another service does not answer. The same may succeed
 * later; nothing is known of whether it took effect.
 */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public UnavailableException(String message) {
    super(message);
  }
}
