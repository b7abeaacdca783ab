package io.lucy.zoo.inference;

/**
 * A version of a model, and whether it can answer.
 *
 * @param reason why it cannot; empty if it can
 */
public record Listing(String name, int version, String reason) {
  public boolean isReady() {
    return reason.isEmpty();
  }
}
