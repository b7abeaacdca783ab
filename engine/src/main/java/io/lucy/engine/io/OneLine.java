package io.lucy.engine.io;

/**
 * Text that stays on one line, and cannot steer the terminal that shows it: names, families and
 * labels are.
 */
public final class OneLine {
  private OneLine() {}

  /** Whether a text is free of control characters. */
  public static boolean is(String text) {
    return text.chars().noneMatch(Character::isISOControl);
  }

  /** A text as a message may show it: its control characters by their numbers, as in Java. */
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        shown.append(String.format("\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }
}
