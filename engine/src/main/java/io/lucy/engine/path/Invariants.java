package io.lucy.engine.path;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What several parts of a clone path have to hold. */
final class Invariants {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private Invariants() {}

  static void require(boolean holds, String what, Object actual, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(what + ": " + actual + " (expected: " + expected + ")");
    }
  }

  static void requireSha256(String what, String digest) {
    require(SHA256.matcher(digest).matches(), what, "'" + digest + "'", "64 lower-case hex digits");
  }

  /** Text that survives UTF-8: no half of a surrogate pair. */
  static void requireText(String what, String text) {
    PathBounds.atMost("characters of " + what, text.length(), PathBounds.TEXT_CHARS);
    try {
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          what + ": not Unicode text (expected: no lone surrogate)", e);
    }
  }

  static void requireLabels(String what, List<String> labels) {
    PathBounds.atMost("number of " + what, labels.size(), PathBounds.LABELS);
    require(!labels.isEmpty(), "number of " + what, 0, "1 to " + PathBounds.LABELS);
    Set<String> seen = new HashSet<>();
    for (String label : labels) {
      requireText(what, label);
      require(!label.isBlank(), what, "'" + label + "'", "not blank");
      require(seen.add(label), what, "'" + label + "' twice", "no two alike");
    }
  }

  static void requireCut(String what, int cut) {
    require(cut >= 0, what, cut, "0 to " + PathBounds.CUT);
    PathBounds.atMost(what, cut, PathBounds.CUT);
  }

  static void requireAscendingCuts(String what, List<Integer> cuts) {
    PathBounds.atMost("number of " + what, cuts.size(), PathBounds.FEATURE_CUTS);
    for (int i = 0; i < cuts.size(); i++) {
      requireCut(what, cuts.get(i));
      require(i == 0 || cuts.get(i - 1) < cuts.get(i), what, cuts, "ascending, no two alike");
    }
  }

  static void requireFinite(String what, float... numbers) {
    PathBounds.atMost("number of " + what, numbers.length, PathBounds.FLOATS);
    for (int i = 0; i < numbers.length; i++) {
      require(Float.isFinite(numbers[i]), what + "[" + i + "]", numbers[i], "a finite number");
    }
  }
}
