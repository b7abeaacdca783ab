package io.lucy.engine.zoo;

import io.lucy.engine.Reason;
import java.nio.file.Path;

/**
 * Something in a zoo's folder that breaks the layout, or a file that is not the recorded one, and
 * what to do about it; the rest of the zoo works.
 *
 * @param reason {@link Reason#DIGEST_MISMATCH} for a changed file
 */
public record ZooProblem(Path path, Reason reason, String message) {
  @Override
  public String toString() {
    return path + ": " + message;
  }
}
