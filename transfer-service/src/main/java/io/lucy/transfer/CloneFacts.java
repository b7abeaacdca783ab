package io.lucy.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lucy.fabric.blob.BlobId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was heard of a clone. Facts only ever come together, never go: whichever order events come
 * in, and however often, what is known in the end is the same.
 *
 * @param data what it is built from, if its request was heard of
 * @param path what it became, if its completion was
 * @param ended whether nothing is computed for it any more
 * @param deleted whether it is to be forgotten
 */
record CloneFacts(Optional<BlobId> data, Optional<Result> path, boolean ended, boolean deleted) {
  static final CloneFacts ENDED = new CloneFacts(Optional.empty(), Optional.empty(), true, false);
  static final CloneFacts DELETED = new CloneFacts(Optional.empty(), Optional.empty(), true, true);

  private static final String NOTHING = "-";
  private static final Pattern FORM =
      Pattern.compile(
          "(-|([0-9a-f]{64})/([0-9]{1,18})) "
              + "(-|([0-9a-f]{64}):([0-9a-f]{64})/([0-9]{1,18}):([A-Za-z0-9._-]*)) ([ed]*)");

  /**
   * A clone's path, as it came from there.
   *
   * @param name the clone's
   */
  record Result(String pathId, BlobId data, String name) {}

  static CloneFacts requested(BlobId data) {
    return new CloneFacts(Optional.of(data), Optional.empty(), false, false);
  }

  static CloneFacts completed(Result path) {
    return new CloneFacts(Optional.empty(), Optional.of(path), true, false);
  }

  /** All that either knows. */
  CloneFacts and(CloneFacts other) {
    return new CloneFacts(
        data.or(other::data), path.or(other::path), ended || other.ended, deleted || other.deleted);
  }

  /** Whether the clone is being built, so that its data has to stay. */
  boolean needsData() {
    return data.isPresent() && !ended;
  }

  /** Whether the clone's path has to stay. */
  boolean keepsPath() {
    return path.isPresent() && !deleted;
  }

  byte[] encode() {
    String result =
        path.map(made -> made.pathId() + ":" + made.data() + ":" + made.name()).orElse(NOTHING);
    String flags = (ended ? "e" : "") + (deleted ? "d" : "");
    return (data.map(BlobId::toString).orElse(NOTHING) + " " + result + " " + flags)
        .getBytes(US_ASCII);
  }

  static CloneFacts decode(byte[] bytes) {
    String text = new String(bytes, US_ASCII);
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalStateException("facts of a clone: '" + text + "'");
    }
    Optional<BlobId> data =
        Optional.ofNullable(parts.group(2))
            .map(sha256 -> new BlobId(sha256, Long.parseLong(parts.group(3))));
    Optional<Result> path =
        Optional.ofNullable(parts.group(5))
            .map(
                id ->
                    new Result(
                        id,
                        new BlobId(parts.group(6), Long.parseLong(parts.group(7))),
                        parts.group(8)));
    String flags = parts.group(9);
    return new CloneFacts(data, path, flags.contains("e"), flags.contains("d"));
  }
}
