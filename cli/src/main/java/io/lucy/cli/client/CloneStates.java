package io.lucy.cli.client;

import io.lucy.proto.clone.v1.CloneState;
import java.util.Locale;

/** States of clones as words. */
public final class CloneStates {
  private static final String PREFIX = "CLONE_STATE_";

  private CloneStates() {}

  /** As {@code completed}. */
  public static String word(CloneState state) {
    String name = state.name();
    return (name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)
        .toLowerCase(Locale.ROOT);
  }
}
