package io.lucy.engine.architecture;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.OneLine;
import java.util.Arrays;
import java.util.Locale;

/** The kinds of networks that Lucy can train from scratch. */
public enum Family {
  /** Two convolutions of 5×5 and three linear layers, without batch norm; width 6. */
  LENET5(6),
  /** Six convolutions of 3×3 with batch norm, pooling between them; width 16. */
  VGG(16),
  /** Residual blocks with batch norm; width 16. */
  RESNET(16),
  /** Inverted residual blocks with depthwise convolutions and batch norm; width 16. */
  MOBILENET(16);

  private static final int MIN_WIDTH = 2;
  private static final int MAX_WIDTH = 256;
  private static final int MAX_BLOCKS = 18;

  private final int usualWidth;

  Family(int usualWidth) {
    this.usualWidth = usualWidth;
  }

  /**
   * The family of a name such as {@code resnet}.
   *
   * @throws LucyException {@link Reason#ARGUMENT_INVALID} for any other
   */
  public static Family of(String name) {
    return Arrays.stream(values())
        .filter(family -> family.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new LucyException(
                    Reason.ARGUMENT_INVALID,
                    "family '"
                        + OneLine.shown(name)
                        + "' (expected: one of "
                        + Arrays.toString(values())
                        + ")"));
  }

  /** Filters of the first layer, where nobody asked for another number. */
  public int usualWidth() {
    return usualWidth;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * With a number of filters in the first layer and, for residual networks, of blocks in a stage
   * and the choice of a pooled stem.
   */
  Architecture architecture(int width, int blocks, boolean pooled) {
    if (width < MIN_WIDTH || width > MAX_WIDTH || width % 2 != 0) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "width: "
              + width
              + " (expected: an even number from "
              + MIN_WIDTH
              + " to "
              + MAX_WIDTH
              + ")");
    }
    if (blocks < 1 || blocks > MAX_BLOCKS) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, "blocks: " + blocks + " (expected: 1 to " + MAX_BLOCKS + ")");
    }
    return switch (this) {
      case LENET5 -> new Lenet5(width);
      case VGG -> new Vgg(width);
      case RESNET -> new Resnet(width, blocks, pooled);
      case MOBILENET -> new Mobilenet(width);
    };
  }
}
