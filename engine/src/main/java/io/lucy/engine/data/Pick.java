package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Which samples to take, and with which labels, decided from the labels alone.
 *
 * <p>So a folder of fifty thousand pictures can be sampled before one of them is decoded, and gives
 * the same samples as decoding all of them first would.
 */
final class Pick {
  private final int[] samples;
  private final Tags labels;

  private Pick(int[] samples, Tags labels) {
    this.samples = samples;
    this.labels = labels;
  }

  static Pick all(Tags labels) {
    return new Pick(IntStream.range(0, labels.size()).toArray(), labels);
  }

  static Pick of(Tags labels, SourceOptions options) {
    Pick pick = all(labels);
    if (!options.labels().isEmpty()) {
      pick = pick.withLabels(options.labels());
    }
    if (options.perClass() > 0) {
      pick = pick.perClass(options.perClass(), options.seed());
    }
    return options.unlabelled() ? pick.unlabelled() : pick;
  }

  /** Positions among all samples, ascending. */
  int[] samples() {
    return samples;
  }

  /** The labels of the picked samples, in their order. */
  Tags labels() {
    return labels;
  }

  Pick withLabels(List<String> wanted) {
    Tags narrowed = labels.narrowedTo(wanted);
    int[] counts = narrowed.counts();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 0) {
        throw noSamples(wanted.get(i));
      }
    }
    return keep(
        IntStream.range(0, narrowed.size()).filter(i -> narrowed.at(i) != Tags.UNKNOWN).toArray(),
        narrowed);
  }

  /**
   * A random choice of {@code count} samples of each label. What is chosen of one label depends on
   * its name, its samples and the seed, not on the other labels.
   */
  Pick perClass(int count, long seed) {
    requirePositive(count);
    if (labels.names().isEmpty()) {
      throw new LucyException(
          Reason.LABEL_INVALID, "no samples per class without labels (use a labelled dataset)");
    }
    int[] counts = labels.counts();
    List<int[]> chosen = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      String name = labels.names().get(label);
      if (counts[label] == 0) {
        throw noSamples(name);
      }
      if (counts[label] < count) {
        throw tooFew(name, counts[label], count);
      }
      chosen.add(Arrays.copyOf(shuffled(samplesOf(label), seed, name), count));
    }
    return keep(chosen.stream().flatMapToInt(Arrays::stream).sorted().toArray(), labels);
  }

  /** See {@link Dataset#atMostPerClass}. */
  static Pick atMost(Tags labels, List<String> wanted, int count, boolean exact, long seed) {
    requirePositive(count);
    Tags.checkNames(wanted);
    List<int[]> chosen = new ArrayList<>();
    int[] places = new int[labels.size()];
    Arrays.fill(places, Tags.UNKNOWN);
    Pick all = all(labels);
    for (int place = 0; place < wanted.size(); place++) {
      String name = wanted.get(place);
      int label = labels.names().indexOf(name);
      int[] samples = label < 0 ? new int[0] : all.samplesOf(label);
      if (exact && samples.length > 0 && samples.length < count) {
        throw tooFew(name, samples.length, count);
      }
      int[] some = firstOf(shuffled(samples, seed, name), count);
      for (int sample : some) {
        places[sample] = place;
      }
      chosen.add(some);
    }
    int rest = Math.toIntExact(Math.min((long) count * wanted.size(), labels.size()));
    chosen.add(firstOf(shuffled(all.samplesOf(Tags.UNKNOWN), seed, ""), rest));
    int[] samples = chosen.stream().flatMapToInt(Arrays::stream).sorted().toArray();
    if (samples.length == 0) {
      throw all.noSamples(wanted.get(0));
    }
    boolean labelled = Arrays.stream(places).anyMatch(p -> p != Tags.UNKNOWN);
    return new Pick(
        samples, labelled ? Tags.of(places, wanted).select(samples) : Tags.none(samples.length));
  }

  private static int[] firstOf(int[] values, int count) {
    return Arrays.copyOf(values, Math.min(values.length, count));
  }

  Pick unlabelled() {
    return new Pick(samples, Tags.none(samples.length));
  }

  private int[] samplesOf(int label) {
    return IntStream.range(0, labels.size()).filter(i -> labels.at(i) == label).toArray();
  }

  private Pick keep(int[] kept, Tags tags) {
    int[] composed = Arrays.stream(kept).map(i -> samples[i]).toArray();
    return new Pick(composed, tags.select(kept));
  }

  private static void requirePositive(int count) {
    if (count < 1) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, "samples per class: " + count + " (expected: at least 1)");
    }
  }

  private static LucyException tooFew(String label, int there, int wanted) {
    return new LucyException(
        Reason.TOO_FEW_SAMPLES,
        "label '" + label + "' has " + there + " samples (wanted: " + wanted + "; ask for fewer)");
  }

  private LucyException noSamples(String label) {
    return new LucyException(
        Reason.LABEL_INVALID,
        "label '"
            + label
            + "' has no samples (labels here: "
            + String.join(", ", labels.names())
            + ")");
  }

  /** Fisher and Yates with a generator whose sequence the Java specification fixes. */
  static int[] shuffled(int[] values, long seed, String salt) {
    Random random = new Random(seed ^ (salt.hashCode() * 0x9E3779B97F4A7C15L));
    int[] result = values.clone();
    for (int i = result.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = result[i];
      result[i] = result[j];
      result[j] = swapped;
    }
    return result;
  }
}
