package io.lucy.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. */
final class Figures {
  /** What stands where nothing is known. */
  static final String UNKNOWN = "-";

  private Figures() {}

  static String orUnknown(String text) {
    return text.isEmpty() ? UNKNOWN : text;
  }

  /** A share in [0, 1] as {@code 93.4 %}. */
  static String percent(@Nullable Double share) {
    return share == null || share.isNaN()
        ? UNKNOWN
        : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Bytes in powers of 1000, as {@code 1.2 MB}. */
  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    String unit = "B";
    for (String larger : new String[] {"kB", "MB", "GB", "TB"}) {
      if (value < 999.95) {
        break;
      }
      value /= 1000;
      unit = larger;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }

  /**
   * A length of time in its two largest units: {@code 7 s}, {@code 2 min 5 s}, {@code 1 h 4 min}.
   */
  static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3600 + " h " + seconds / 60 % 60 + " min";
  }

  /** The first digits of a digest: enough to name a network by. */
  static String shortDigest(String digest) {
    return digest.substring(0, Math.min(12, digest.length()));
  }
}
