package io.lucy.engine.data;

/**
 * The pixels of one image file: one plane if it is grey, else the planes of red, green and blue.
 */
final class DecodedImage {
  private final int height;
  private final int width;
  private final byte[] planes;

  DecodedImage(int height, int width, byte[] planes) {
    this.height = height;
    this.width = width;
    this.planes = planes;
  }

  boolean isGrey() {
    return planes.length == height * width;
  }

  boolean hasSizeOf(DecodedImage other) {
    return height == other.height && width == other.width;
  }

  /** Height and width, for people. */
  String size() {
    return height + "x" + width;
  }

  ImageShape shape(int channels) {
    return new ImageShape(channels, height, width);
  }

  /** Copies the planes; a grey image is repeated if more channels are wanted. */
  void copyTo(byte[] target, int from, int channels) {
    int plane = height * width;
    for (int channel = 0; channel < channels; channel++) {
      int source = isGrey() ? 0 : channel * plane;
      System.arraycopy(planes, source, target, from + channel * plane, plane);
    }
  }
}
