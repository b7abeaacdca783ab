package io.lucy.engine.insert;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.Release;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.PixelFormat;
import io.lucy.engine.data.Tags;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.local.LocaliseOptions;
import io.lucy.engine.path.NetworkIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * What Local(·) is asked about one source: everything that its answer depends on, and nothing else.
 *
 * <p>The answer does not depend on where the module is connected, nor on the other sources, but for
 * one thing: which label a sample most likely has. Of a labelled sample that is its label; of any
 * other it is what all networks of the clone together say, so it must be handed over. {@link
 * Inserter#requests} makes whole requests.
 *
 * @param pixels how the target reads images; they are perturbed in this form
 * @param source the network to localise
 * @param wanted labels of the task that the source knows and is wanted for
 * @param data calibration images, of the target's shape
 * @param labels of the task
 * @param likeliest for each sample, which of the labels it most likely has
 * @param seed of the split into samples that are fitted to and those that judge, of perturbations
 *     and of projections
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its key
public record LocaliseRequest(
    PixelFormat pixels,
    KnownNetwork source,
    List<String> wanted,
    Dataset data,
    List<String> labels,
    int[] likeliest,
    LocaliseOptions options,
    long seed) {
  /** Changes with what Local(·) computes, so that nothing found before is taken for an answer. */
  private static final String ALGORITHM = "lucy.localise.1";

  public LocaliseRequest {
    wanted = List.copyOf(wanted);
    labels = List.copyOf(labels);
    likeliest = likeliest.clone();
    require(data.shape().equals(pixels.shape()), "images", data.shape(), pixels.shape());
    require(likeliest.length == data.size(), "likeliest labels", likeliest.length, data.size());
    for (int label : likeliest) {
      require(
          label >= 0 && label < labels.size(),
          "likeliest label",
          label,
          "0 to " + (labels.size() - 1));
    }
    for (String label : wanted) {
      require(labels.contains(label), "wanted label", label, "one of " + labels);
      require(source.labels().contains(label), "wanted label", label, "known to " + source.name());
    }
  }

  /**
   * A request on labelled data, which takes no other network of the clone: the same that {@link
   * Inserter#requests} makes.
   *
   * @param labels of the task; the label of every sample is one of them
   * @throws LucyException as {@link Inserter#insert}; {@link Reason#DATASET_INVALID} when a sample
   *     has no label
   */
  public static LocaliseRequest labelled(
      KnownNetwork target,
      Inserter.Wanted wanted,
      Dataset data,
      List<String> labels,
      InsertOptions options) {
    for (int i = 0; i < data.size(); i++) {
      if (data.label(i) < 0) {
        throw new LucyException(
            Reason.DATASET_INVALID,
            "sample " + i + " has no label; what it may be takes all networks of the clone to say");
      }
    }
    Dataset plain = data.withOrigins(Tags.none(data.size()));
    Calibration calibration =
        Calibration.of(plain, labels, List.of(), List.of(), List.of(), options.seed());
    return of(target, wanted, data, labels, calibration.likeliest(), options);
  }

  static LocaliseRequest of(
      KnownNetwork target,
      Inserter.Wanted wanted,
      Dataset data,
      List<String> labels,
      int[] likeliest,
      InsertOptions options) {
    return new LocaliseRequest(
        target.pixels(),
        wanted.source(),
        wanted.labels(),
        data,
        labels,
        likeliest,
        options.localise().withLeast(options.least()),
        options.seed());
  }

  /**
   * SHA-256 over all parts and the release, 64 lower-case hex digits: requests with equal keys have
   * equal answers on machines of one kind, so answers may be kept under it.
   *
   * <p>The source counts by its file's digest, its labels and its normalisation, the data by its
   * digest, the options by all their values.
   */
  public String key() {
    MessageDigest digest = Sha256.start();
    NetworkIdentity identity = source.identity();
    add(digest, ALGORITHM);
    add(digest, Release.version());
    add(digest, pixels.toString());
    add(digest, identity.fileSha256());
    add(digest, identity.labels());
    add(digest, source.normalisation().toString());
    add(digest, wanted);
    add(digest, data.sha256());
    add(digest, labels);
    ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES * likeliest.length + Long.BYTES);
    for (int label : likeliest) {
      numbers.putInt(label);
    }
    numbers.putLong(seed);
    digest.update(numbers.array());
    add(digest, options.toString());
    return Sha256.finish(digest);
  }

  private static void add(MessageDigest digest, List<String> texts) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(texts.size()).array());
    texts.forEach(text -> add(digest, text));
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static void require(boolean holds, String what, Object value, Object expected) {
    if (!holds) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          what + " of a localisation: " + value + " (expected: " + expected + ")");
    }
  }
}
