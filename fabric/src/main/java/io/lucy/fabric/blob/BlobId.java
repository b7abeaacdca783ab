package io.lucy.fabric.blob;

import java.util.regex.Pattern;

/**
 * The identity of some bytes.
 *
 * @param sha256 64 hexadecimal digits, in lower case
 * @param sizeBytes at least 0
 */
public record BlobId(String sha256, long sizeBytes) {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

  public BlobId {
    if (!DIGITS.matcher(sha256).matches() || sizeBytes < 0) {
      throw new IllegalArgumentException(
          "blob " + sha256 + "/" + sizeBytes + " (expected: 64 hexadecimal digits, a size >= 0)");
    }
  }

  @Override
  public String toString() {
    return sha256 + "/" + sizeBytes;
  }
}
