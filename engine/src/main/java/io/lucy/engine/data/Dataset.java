package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Images of one shape, each with a label or none and an origin or none.
 *
 * <p>Immutable and safe to share between threads. Pixels are raw bytes, [samples, channels, height,
 * width]; each network's {@link Normalisation} says how it wants them. An origin says which
 * network's task an image belongs to. Everything that selects samples copies their pixels, so a
 * small selection does not keep a large dataset alive.
 */
public final class Dataset {
  /** The most bytes that the images of one dataset can have together. */
  public static final int MAX_IMAGE_BYTES = Integer.MAX_VALUE - 64;

  /** The most samples of one dataset. */
  public static final int MAX_SAMPLES = 1 << 27;

  private final ImageShape shape;
  private final byte[] images;
  private final Tags labels;
  private final Tags origins;
  private volatile @Nullable String sha256;

  private Dataset(ImageShape shape, byte[] images, Tags labels, Tags origins) {
    this.shape = shape;
    this.images = images;
    this.labels = labels;
    this.origins = origins;
  }

  /** Makes a dataset of as many samples as there are labels; copies {@code images}. */
  public static Dataset of(ImageShape shape, byte[] images, Tags labels, Tags origins) {
    return owning(shape, images.clone(), labels, origins);
  }

  /** As {@link #of}, but keeps the array: the caller gives it away. */
  static Dataset owning(ImageShape shape, byte[] images, Tags labels, Tags origins) {
    if (origins.size() != labels.size()
        || images.length != (long) labels.size() * shape.sizeBytes()) {
      throw new LucyException(
          Reason.DATASET_INVALID,
          images.length
              + " bytes of "
              + shape
              + " images with "
              + labels.size()
              + " labels and "
              + origins.size()
              + " origins (expected: as many images as labels and origins)");
    }
    shape.checkedTotalBytes(labels.size(), "dataset");
    return new Dataset(shape, images, labels, origins);
  }

  public int size() {
    return labels.size();
  }

  public ImageShape shape() {
    return shape;
  }

  /** The index of the sample's label in {@link #labelNames()}, or {@link Tags#UNKNOWN}. */
  public int label(int sample) {
    return labels.at(sample);
  }

  /** The index of the sample's origin in {@link #originNames()}, or {@link Tags#UNKNOWN}. */
  public int origin(int sample) {
    return origins.at(sample);
  }

  /** Distinct; there may be names without samples. Empty if nothing is labelled. */
  public List<String> labelNames() {
    return labels.names();
  }

  public List<String> originNames() {
    return origins.names();
  }

  /** How many samples have each label, in the order of {@link #labelNames()}. */
  public int[] labelCounts() {
    return labels.counts();
  }

  /** The raw bytes of one image, [channels, height, width]; a copy. */
  public byte[] image(int sample) {
    int from = start(sample);
    return Arrays.copyOfRange(images, from, from + shape.sizeBytes());
  }

  /**
   * Puts one image into {@code target} as {@code (pixel / 255 - mean) / std}, [channels, height,
   * width], and moves the buffer's position behind it.
   */
  public void copyPixels(int sample, Normalisation normalisation, FloatBuffer target) {
    normalisation.checkFits(shape);
    int plane = shape.height() * shape.width();
    int from = start(sample);
    for (int channel = 0; channel < shape.channels(); channel++, from += plane) {
      float mean = normalisation.mean(channel);
      float std = normalisation.std(channel);
      for (int i = from; i < from + plane; i++) {
        target.put(((images[i] & 0xff) / 255f - mean) / std);
      }
    }
  }

  /** The given samples, in the given order; a sample may be named more than once. */
  public Dataset select(int[] samples) {
    return new Dataset(shape, imagesOf(samples), labels.select(samples), origins.select(samples));
  }

  /**
   * Only the samples of these labels, relabelled: a label's index is its position in the list.
   *
   * @throws LucyException with {@link Reason#LABEL_INVALID} for a label that has no samples or is
   *     named twice
   */
  public Dataset withLabels(List<String> names) {
    return picked(Pick.all(labels).withLabels(names));
  }

  /**
   * {@code count} random samples of every label, in their present order. The same dataset and seed
   * give the same samples, and those of one label do not depend on which other labels there are.
   *
   * @throws LucyException with {@link Reason#LABEL_INVALID} for a label without samples, with
   *     {@link Reason#TOO_FEW_SAMPLES} for one with fewer than {@code count}
   */
  public Dataset perClass(int count, long seed) {
    return picked(Pick.all(labels).perClass(count, seed));
  }

  /**
   * The samples of these labels, relabelled as by {@link #withLabels} and no more than {@code
   * count} of each, and of those without a label as many as all labels together may have. A label
   * may be without samples. Where there are enough, the draw is that of {@link #perClass}.
   *
   * @param exact whether fewer samples of a label that has any are refused
   * @throws LucyException with {@link Reason#LABEL_INVALID} if there are neither samples of the
   *     labels nor any without label, with {@link Reason#TOO_FEW_SAMPLES}
   */
  public Dataset atMostPerClass(List<String> names, int count, boolean exact, long seed) {
    return picked(Pick.atMost(labels, names, count, exact, seed));
  }

  /** The same images and origins, without labels. */
  public Dataset unlabelled() {
    return new Dataset(shape, images, Tags.none(size()), origins);
  }

  /** The same images and labels with other origins. */
  public Dataset withOrigins(Tags newOrigins) {
    return owning(shape, images, labels, newOrigins);
  }

  /** Two parts, stratified by label; {@code trainFraction} in (0, 1) is the share of the first. */
  public DatasetSplit split(double trainFraction, long seed) {
    return DatasetSplit.of(this, trainFraction, seed);
  }

  /** The digest of the dataset's canonical file, which is what {@link SafetensorsFile} writes. */
  public String sha256() {
    String known = sha256;
    if (known == null) {
      known = computeSha256();
      sha256 = known;
    }
    return known;
  }

  private String computeSha256() {
    MessageDigest digest = Sha256.start();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      SafetensorsFile.writeTo(this, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Sha256.finish(digest);
  }

  void writeImages(OutputStream out) throws IOException {
    out.write(images);
  }

  /** The picked samples of this dataset with the labels of the pick. */
  Dataset picked(Pick pick) {
    return new Dataset(
        shape, imagesOf(pick.samples()), pick.labels(), origins.select(pick.samples()));
  }

  public Tags labels() {
    return labels;
  }

  public Tags origins() {
    return origins;
  }

  private byte[] imagesOf(int[] samples) {
    int bytes = shape.sizeBytes();
    byte[] selected = new byte[shape.checkedTotalBytes(samples.length, "selection")];
    for (int i = 0; i < samples.length; i++) {
      System.arraycopy(images, start(samples[i]), selected, i * bytes, bytes);
    }
    return selected;
  }

  private int start(int sample) {
    return Objects.checkIndex(sample, size()) * shape.sizeBytes();
  }

  @Override
  public String toString() {
    return "Dataset["
        + size()
        + " x "
        + shape
        + ", labels "
        + labelNames()
        + ", origins "
        + originNames()
        + "]";
  }
}
