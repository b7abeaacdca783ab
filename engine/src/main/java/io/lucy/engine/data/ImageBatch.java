package io.lucy.engine.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Decodes the picked images of a listing into one dataset. */
final class ImageBatch {
  private static final int MAX_IMAGE_FILE_BYTES = 64 << 20;

  private ImageBatch() {}

  /** Gives the encoded bytes of a listed image. */
  @FunctionalInterface
  interface Opener {
    byte[] open(String name) throws IOException;
  }

  static byte[] readBounded(InputStream in, String where) throws IOException {
    byte[] bytes = in.readNBytes(MAX_IMAGE_FILE_BYTES + 1);
    if (bytes.length > MAX_IMAGE_FILE_BYTES) {
      throw SourceErrors.invalid(
          where, "more than " + MAX_IMAGE_FILE_BYTES + " bytes (expected: a small image)");
    }
    return bytes;
  }

  /**
   * All images must have the first one's height and width. If all are grey, the dataset has one
   * channel.
   */
  static Dataset read(ImageListing listing, SourceOptions options, Path source, Opener opener)
      throws IOException {
    Pick pick = Pick.of(listing.labels(), options);
    List<DecodedImage> decoded = new ArrayList<>(pick.samples().length);
    boolean grey = true;
    for (int sample : pick.samples()) {
      String name = listing.images().get(sample);
      String where = source + ", image '" + name + "'";
      DecodedImage image = ImageDecoder.decode(opener.open(name), where);
      DecodedImage first = decoded.isEmpty() ? image : decoded.get(0);
      if (!image.hasSizeOf(first)) {
        throw SourceErrors.invalid(
            where,
            image.size()
                + " pixels (expected: "
                + first.size()
                + ", as the first image; make all one size)");
      }
      if (decoded.isEmpty()) {
        image.shape(3).checkedTotalBytes(pick.samples().length, source.toString());
      }
      grey &= image.isGrey();
      decoded.add(image);
    }
    return assemble(decoded, grey ? 1 : 3, pick.labels());
  }

  private static Dataset assemble(List<DecodedImage> decoded, int channels, Tags labels) {
    ImageShape shape = decoded.get(0).shape(channels);
    byte[] images = new byte[decoded.size() * shape.sizeBytes()];
    for (int i = 0; i < decoded.size(); i++) {
      decoded.get(i).copyTo(images, i * shape.sizeBytes(), channels);
    }
    return Dataset.owning(shape, images, labels, Tags.none(decoded.size()));
  }
}
