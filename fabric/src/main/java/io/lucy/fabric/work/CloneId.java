package io.lucy.fabric.work;

import io.lucy.engine.io.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * Names a clone.
 *
 * @param owner who asked for it
 * @param id 64 hexadecimal digits
 */
public record CloneId(String owner, String id) {
  private static final int DIGITS = 64;

  /** The clone that a request makes: the same one, however often it is sent. */
  public static CloneId of(String owner, String requestId) {
    // The length keeps ("a", "bc") and ("ab", "c") apart.
    String text = owner.length() + ":" + owner + requestId;
    return new CloneId(owner, Sha256.hex(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Reads what {@link #toString} wrote. */
  public static CloneId parse(String text) {
    int at = text.length() - DIGITS;
    if (at < 1 || text.charAt(at - 1) != ':') {
      throw new IllegalArgumentException("clone '" + text + "' (expected: owner:id)");
    }
    return new CloneId(text.substring(0, at - 1), text.substring(at));
  }

  @Override
  public String toString() {
    return owner + ":" + id;
  }
}
