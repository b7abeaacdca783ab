package io.lucy.engine.path;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.Arrays;

/**
 * Converts between the two forms of a clone path: the stored bytes, and the view that the engine
 * computes with.
 *
 * <p>There is one encoding of each view, so {@code encode(decode(path))} equals {@code path}
 * wherever {@code decode} succeeds, and equal views have equal ids. Reading takes memory in
 * proportion to the path's own size.
 */
public final class ClonePathCodec {
  private static final int OLDEST_VERSION = 1;
  private static final int NEWEST_VERSION = VersionOneWriter.VERSION;

  private ClonePathCodec() {}

  /**
   * Stores a view.
   *
   * @throws LucyException {@link Reason#PATH_TOO_LARGE} if the whole is above {@link
   *     ClonePath#MAX_SIZE_BYTES}
   */
  public static ClonePath encode(ClonePathView view) {
    return VersionOneWriter.write(view);
  }

  /**
   * Reads what was stored.
   *
   * @throws LucyException {@link Reason#PATH_TOO_OLD} and {@link Reason#PATH_TOO_NEW} for another
   *     format version, {@link Reason#PATH_TOO_LARGE} for a part beyond {@link PathBounds}, {@link
   *     Reason#PATH_CORRUPT} for everything that {@link #encode} would not have written: unknown
   *     fields, another encoding, parts that are missing or contradict each other, numbers that are
   *     not finite
   */
  public static ClonePathView decode(ClonePath path) {
    requireVersion(path);
    ClonePathView view = VersionOneReader.read(path);
    ClonePath again = encode(view);
    for (Section section : Section.values()) {
      if (!Arrays.equals(path.section(section), again.section(section))) {
        throw new MessageReader(section.toString(), new byte[0])
            .corrupt("not in the one encoding that its content has");
      }
    }
    return view;
  }

  /** The version comes first: fields that are unknown here may be known to a newer release. */
  private static void requireVersion(ClonePath path) {
    MessageReader in = new MessageReader(Section.IDENTITY.toString(), path.identity());
    if (in.next() != 1) {
      throw in.corrupt("no format version");
    }
    long version = in.number();
    if (Long.compareUnsigned(version, OLDEST_VERSION) < 0) {
      throw new LucyException(Reason.PATH_TOO_OLD, describe(version) + "; make the clone again");
    }
    if (Long.compareUnsigned(version, NEWEST_VERSION) > 0) {
      throw new LucyException(
          Reason.PATH_TOO_NEW, describe(version) + "; read it with a newer release of Lucy");
    }
  }

  private static String describe(long version) {
    return "format version of the clone path: "
        + Long.toUnsignedString(version)
        + " (expected: "
        + OLDEST_VERSION
        + " to "
        + NEWEST_VERSION
        + ")";
  }
}
