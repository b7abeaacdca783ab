package io.lucy.engine.path;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A clone path as it is stored and sent: five sections of bytes that are written once and never
 * re-serialised.
 *
 * <p>The id is the SHA-256 over the SHA-256 digests of the identity, masks, adapters and head
 * sections as stored; provenance is outside. Whether the sections make sense is seen when {@link
 * ClonePathCodec#decode} reads them. Immutable.
 */
public final class ClonePath {
  /** The most bytes that {@link #parse} takes. */
  public static final int MAX_SIZE_BYTES = PathBounds.MESSAGE_BYTES;

  private final byte[][] sections;
  private final String id;

  private ClonePath(byte[][] sections) {
    this.sections = sections;
    MessageDigest digest = Sha256.start();
    for (Section section : Section.values()) {
      if (section.isInId()) {
        digest.update(HexFormat.of().parseHex(Sha256.hex(sections[section.place()])));
      }
    }
    this.id = Sha256.finish(digest);
  }

  /** Takes ownership of the sections, one for each {@link Section}. */
  static ClonePath of(byte[]... sections) {
    if (sections.length != Section.COUNT) {
      throw new IllegalArgumentException(
          "sections: " + sections.length + " (expected: " + Section.COUNT + ")");
    }
    ClonePath path = new ClonePath(sections.clone());
    PathBounds.atMost("bytes of the clone path", path.sizeBytes(), MAX_SIZE_BYTES);
    return path;
  }

  /**
   * Takes apart an encoded {@code lucy.path.v1.ClonePath}.
   *
   * @throws LucyException {@link Reason#PATH_TOO_LARGE} above {@link #MAX_SIZE_BYTES}, {@link
   *     Reason#PATH_CORRUPT} for anything but the five sections in order, each at most once, the
   *     identity there
   */
  public static ClonePath parse(byte[] message) {
    PathBounds.atMost("bytes of the clone path", message.length, MAX_SIZE_BYTES);
    byte[][] sections = noSections();
    MessageReader in = new MessageReader("message", message);
    for (int field = in.next(); field != 0; field = in.next()) {
      take(field, in, sections);
    }
    if (sections[Section.IDENTITY.place()].length == 0) {
      throw in.corrupt("no identity section");
    }
    ClonePath path = of(sections);
    if (!Arrays.equals(path.bytes(), message)) {
      throw in.corrupt("sections are out of order, twice, or not as Lucy encodes them");
    }
    return path;
  }

  /** Takes apart as much as can be of a message that may be cut off or damaged. */
  static ClonePath salvage(byte[] message) {
    byte[][] sections = noSections();
    MessageReader in = new MessageReader("message", message);
    try {
      for (int field = in.next(); field != 0; field = in.next()) {
        take(field, in, sections);
      }
    } catch (LucyException damage) {
      // What comes before the damage is what can be saved.
      return of(sections);
    }
    return of(sections);
  }

  private static byte[][] noSections() {
    return new byte[Section.COUNT][0];
  }

  private static void take(int field, MessageReader in, byte[][] sections) {
    if (field > sections.length) {
      throw in.unknownField();
    }
    sections[field - 1] = in.bytes();
  }

  /** The encoded {@code lucy.path.v1.ClonePath}: what {@link #parse} reads. */
  public byte[] bytes() {
    MessageWriter out = new MessageWriter();
    for (Section section : Section.values()) {
      out.bytes(section.field(), sections[section.place()]);
    }
    return out.toBytes();
  }

  /** The path's name everywhere: 64 lower-case hex digits. */
  public String id() {
    return id;
  }

  public byte[] identity() {
    return section(Section.IDENTITY);
  }

  public byte[] masks() {
    return section(Section.MASKS);
  }

  /** Empty when it was lost or left out, and when there are no modules. */
  public byte[] adapters() {
    return section(Section.ADAPTERS);
  }

  /** Empty when it was lost or left out. */
  public byte[] head() {
    return section(Section.HEAD);
  }

  /** Empty when the path does not tell how it came to be. */
  public byte[] provenance() {
    return section(Section.PROVENANCE);
  }

  byte[] section(Section section) {
    return sections[section.place()].clone();
  }

  /** Length of {@link #bytes()}. */
  public int sizeBytes() {
    return bytes().length;
  }

  /** What is left when adapters and head are left out on purpose; another path, by its id. */
  public ClonePath skeleton() {
    return without(Section.ADAPTERS).without(Section.HEAD);
  }

  /** The same path, by its id, without a word on how it came to be. */
  public ClonePath withoutProvenance() {
    return without(Section.PROVENANCE);
  }

  ClonePath without(Section section) {
    byte[][] rest = sections.clone();
    rest[section.place()] = new byte[0];
    return of(rest);
  }

  /** Whether all bytes are equal, those of the provenance too. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ClonePath path && Arrays.deepEquals(sections, path.sections);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "clone path " + id;
  }
}
