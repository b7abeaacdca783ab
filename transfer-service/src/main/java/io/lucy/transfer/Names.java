package io.lucy.transfer;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.regex.Pattern;

/** What datasets and paths are called. */
final class Names {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final int DIGITS_OF_A_MADE_NAME = 12;

  private Names() {}

  /**
   * The name itself.
   *
   * @throws LucyException with {@link Reason#ARGUMENT_INVALID}
   */
  static String checked(String name) {
    if (!isName(name)) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "name '" + name + "' (expected: 1 to 100 of A-Z a-z 0-9 . _ -; or none)");
    }
    return name;
  }

  static boolean isName(String name) {
    return FORM.matcher(name).matches();
  }

  /** A name for what nobody named. */
  static String made(String digits) {
    return digits.substring(0, DIGITS_OF_A_MADE_NAME);
  }
}
