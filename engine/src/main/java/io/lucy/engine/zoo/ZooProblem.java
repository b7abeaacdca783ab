package io.lucy.engine.zoo;

import java.nio.file.Path;

/**
 * Something in a zoo's folder that breaks the layout, and what to do about it; the rest of the zoo
 * works.
 */
public record ZooProblem(Path path, String message) {
  @Override
  public String toString() {
    return path + ": " + message;
  }
}
