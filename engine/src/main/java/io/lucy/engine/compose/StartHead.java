package io.lucy.engine.compose;

import io.lucy.engine.surgery.Head;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The head W₀ that a clone starts with: the block matrix of the frozen heads' own rows.
 *
 * <p>The row of a label has the row that each network which knows it has for it, over that
 * network's temperature and over the number of such networks; zeros elsewhere. A receiver computes
 * it from the zoo and the temperatures alone.
 */
public final class StartHead {
  /**
   * What one network brings.
   *
   * @param network the target or a source
   * @param columns the features of its head that are left, in order
   * @param knows for each label of the clone, whether the network's row counts
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Part(KnownNetwork network, int[] columns, boolean[] knows) {
    /** All of the target: its own labels count. */
    public static Part target(KnownNetwork target, List<String> labels) {
      int[] columns = IntStream.range(0, target.features()).toArray();
      return source(target, columns, target.labels(), labels);
    }

    /**
     * What is left of a source.
     *
     * @param wanted those of its labels that count
     * @param labels of the clone
     */
    public static Part source(
        KnownNetwork source, int[] columns, List<String> wanted, List<String> labels) {
      boolean[] knows = new boolean[labels.size()];
      for (int k = 0; k < knows.length; k++) {
        knows[k] = wanted.contains(labels.get(k));
      }
      return new Part(source, columns, knows);
    }
  }

  private StartHead() {}

  /**
   * The start head, W₀ [labels, all parts' columns] and its bias.
   *
   * @param temperatures one per part, positive
   */
  public static Head of(List<String> labels, List<Part> parts, float[] temperatures) {
    int width = parts.stream().mapToInt(p -> p.columns().length).sum();
    float[] weights = new float[labels.size() * width];
    float[] bias = new float[labels.size()];
    for (int k = 0; k < labels.size(); k++) {
      int label = k;
      long knowing = parts.stream().filter(p -> p.knows()[label]).count();
      int offset = k * width;
      for (int m = 0; m < parts.size(); m++) {
        Part part = parts.get(m);
        if (part.knows()[k]) {
          Head own = part.network().network().head();
          int row = part.network().labels().indexOf(labels.get(k));
          double scale = 1.0 / (temperatures[m] * (double) knowing);
          for (int j = 0; j < part.columns().length; j++) {
            weights[offset + j] =
                (float) (own.weights()[row * own.features() + part.columns()[j]] * scale);
          }
          bias[k] = (float) (bias[k] + own.bias()[row] * scale);
        }
        offset += part.columns().length;
      }
    }
    return new Head(weights, bias);
  }
}
