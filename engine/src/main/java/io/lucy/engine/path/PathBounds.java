package io.lucy.engine.path;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;

/**
 * How large a clone path and its parts may be. A reader holds against these what a path claims
 * before it allocates anything for it, so a hostile path costs no more memory than an honest one.
 */
public final class PathBounds {
  /** The whole message; a path is a few kilobytes, and 64 wide modules still fit. */
  public static final int MESSAGE_BYTES = 1 << 24;

  /** Labels of a network, a clone or a module; four times ImageNet's. */
  public static final int LABELS = 4096;

  /** Modules of a clone; every one of them is a network that runs for each image. */
  public static final int MODULES = 64;

  /** Maskable filters of a module; the widest networks have some ten thousand. */
  public static final int FILTERS = 1 << 20;

  /** Numbers of one adapter or head; as many as fill the whole message. */
  public static final int FLOATS = 1 << 22;

  /** Characters (UTF-16 units) of a label, a name or an option; people have to read them. */
  public static final int TEXT_CHARS = 1024;

  /** Cuts whose features the head sees; more than networks have stages. */
  public static final int FEATURE_CUTS = 256;

  /** The number of a cut; networks have a few hundred. */
  public static final int CUT = 1 << 16;

  /** One extent of a feature shape; flattened maps of large images stay below. */
  public static final int EXTENT = 1 << 24;

  /** Channels of an image; hyperspectral cameras have hundreds. */
  public static final int IMAGE_CHANNELS = 1024;

  /** The length of a model file; ONNX files above 2 GiB need external data, which Lucy refuses. */
  public static final long NETWORK_BYTES = 1L << 31;

  /** Recorded options; the longest command line has a few dozen. */
  public static final int OPTIONS = 256;

  private PathBounds() {}

  /**
   * Returns a size that is within its bound.
   *
   * @throws LucyException with {@link Reason#PATH_TOO_LARGE}
   */
  static int atMost(String what, long size, int bound) {
    return (int) atMost(what, size, (long) bound);
  }

  static long atMost(String what, long size, long bound) {
    if (Long.compareUnsigned(size, bound) > 0) {
      throw new LucyException(
          Reason.PATH_TOO_LARGE,
          what
              + ": "
              + Long.toUnsignedString(size)
              + " (at most: "
              + bound
              + "); make a smaller clone, or get the path again if its clone is a small one");
    }
    return size;
  }
}
