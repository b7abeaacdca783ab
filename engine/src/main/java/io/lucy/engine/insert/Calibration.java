package io.lucy.engine.insert;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.fit.Logits;
import io.lucy.engine.fit.Matrix;
import java.util.List;

/**
 * The few samples that a clone is built from, with what is known about their labels as
 * distributions.
 *
 * <p>A labelled sample has all its mass on its label. Of an <em>origin-only</em> sample it is known
 * which network's task it belongs to: its distribution is that network's softmax over its labels of
 * the task. A sample of which nothing is known has the mean of the networks' softmaxes, weighted by
 * their energies (logsumexp of the logits), which are standardised per network so that they
 * compare.
 *
 * @param data all samples
 * @param labels of the task
 * @param targets [samples, labels]; rows sum to 1
 * @param train samples that are fitted to
 * @param heldOut samples that judge
 */
public record Calibration(
    Dataset data, List<String> labels, Matrix targets, int[] train, int[] heldOut) {
  /** The fewest samples of one label, or of one origin. */
  public static final int MIN_PER_LABEL = 2;

  /**
   * Prepares calibration data.
   *
   * @param known for each network, for each label of the task, the column of its logits, or -1
   * @param names of the networks, for origins
   * @param logits of each network on the data, [samples, its labels]; none are needed when all
   *     samples are labelled
   * @throws LucyException {@link Reason#LABEL_INVALID} naming a label without samples, {@link
   *     Reason#TOO_FEW_SAMPLES}
   */
  public static Calibration of(
      Dataset data,
      List<String> labels,
      List<String> names,
      List<int[]> known,
      List<Matrix> logits,
      long seed) {
    int[] labelOf = labelIndices(data, labels);
    int[] originOf = originIndices(data, names);
    requireSamples(data, labels, labelOf);
    float[] targets = new float[data.size() * labels.size()];
    double[][] energies = energies(logits);
    for (int i = 0; i < data.size(); i++) {
      if (labelOf[i] >= 0) {
        targets[i * labels.size() + labelOf[i]] = 1;
        continue;
      }
      double[] weights = new double[names.size()];
      if (originOf[i] >= 0) {
        weights[originOf[i]] = 1;
      } else {
        double sum = 0;
        for (int m = 0; m < weights.length; m++) {
          weights[m] = Math.exp(energies[m][i]);
          sum += weights[m];
        }
        for (int m = 0; m < weights.length; m++) {
          weights[m] /= sum;
        }
      }
      for (int m = 0; m < weights.length; m++) {
        addSoftmax(targets, i, labels.size(), known.get(m), logits.get(m), weights[m]);
      }
    }
    Matrix matrix = new Matrix(data.size(), labels.size(), targets);
    SampleSplit split = SampleSplit.of(matrix.largest(), labels.size(), seed);
    return new Calibration(data, labels, matrix, split.train(), split.heldOut());
  }

  public int size() {
    return data.size();
  }

  /** For each sample, which of the labels it most likely has; of a labelled one, its own. */
  public int[] likeliest() {
    return targets.largest();
  }

  /** Mean cross-entropy of logits on some samples, whose rows those of {@code logits} are. */
  public double loss(Matrix logits, int[] samples) {
    double sum = 0;
    for (double loss : Logits.losses(logits, targets.select(samples))) {
      sum += loss;
    }
    return sum / samples.length;
  }

  private static int[] labelIndices(Dataset data, List<String> labels) {
    int[] indices = new int[data.size()];
    for (int i = 0; i < indices.length; i++) {
      int label = data.label(i);
      indices[i] = label < 0 ? -1 : labels.indexOf(data.labelNames().get(label));
      if (label >= 0 && indices[i] < 0) {
        throw new LucyException(
            Reason.LABEL_INVALID,
            "sample "
                + i
                + " of the data is '"
                + data.labelNames().get(label)
                + "', which is not wanted (wanted: "
                + String.join(", ", labels)
                + ")");
      }
    }
    return indices;
  }

  private static int[] originIndices(Dataset data, List<String> names) {
    int[] indices = new int[data.size()];
    for (int i = 0; i < indices.length; i++) {
      int origin = data.origin(i);
      indices[i] = origin < 0 ? -1 : names.indexOf(data.originNames().get(origin));
      if (origin >= 0 && indices[i] < 0) {
        throw new LucyException(
            Reason.DATASET_INVALID,
            "sample "
                + i
                + " comes from '"
                + data.originNames().get(origin)
                + "', which is no network of this clone (expected one of: "
                + String.join(", ", names)
                + ")");
      }
    }
    return indices;
  }

  private static void requireSamples(Dataset data, List<String> labels, int[] labelOf) {
    int[] counts = new int[labels.size()];
    int unknown = 0;
    for (int label : labelOf) {
      if (label >= 0) {
        counts[label]++;
      } else {
        unknown++;
      }
    }
    for (int k = 0; k < counts.length && unknown == 0; k++) {
      if (counts[k] == 0) {
        throw new LucyException(
            Reason.LABEL_INVALID,
            "label '" + labels.get(k) + "' has no sample in the data; add some, or drop the label");
      }
      if (counts[k] < MIN_PER_LABEL) {
        throw new LucyException(
            Reason.TOO_FEW_SAMPLES,
            "label '"
                + labels.get(k)
                + "' has "
                + counts[k]
                + " sample (at least: "
                + MIN_PER_LABEL
                + "; 100 are usual)");
      }
    }
    if (data.size() < MIN_PER_LABEL * labels.size()) {
      throw new LucyException(
          Reason.TOO_FEW_SAMPLES,
          "samples: "
              + data.size()
              + " (at least: "
              + MIN_PER_LABEL * labels.size()
              + " for "
              + labels.size()
              + " labels; 100 a label are usual)");
    }
  }

  private static void addSoftmax(
      float[] targets, int sample, int labels, int[] columns, Matrix logits, double weight) {
    if (weight == 0) {
      return;
    }
    double max = Double.NEGATIVE_INFINITY;
    for (int column : columns) {
      max = column < 0 ? max : Math.max(max, logits.at(sample, column));
    }
    double sum = 0;
    for (int column : columns) {
      sum += column < 0 ? 0 : Math.exp(logits.at(sample, column) - max);
    }
    for (int k = 0; k < labels; k++) {
      if (columns[k] >= 0) {
        targets[sample * labels + k] +=
            (float) (weight * Math.exp(logits.at(sample, columns[k]) - max) / sum);
      }
    }
  }

  /** Energies per network, standardised over the samples. */
  private static double[][] energies(List<Matrix> logits) {
    double[][] energies = new double[logits.size()][];
    for (int m = 0; m < energies.length; m++) {
      Matrix z = logits.get(m);
      double[] energy = new double[z.rows()];
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < energy.length; i++) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < z.columns(); k++) {
          max = Math.max(max, z.at(i, k));
        }
        double exp = 0;
        for (int k = 0; k < z.columns(); k++) {
          exp += Math.exp(z.at(i, k) - max);
        }
        energy[i] = max + Math.log(exp);
        sum += energy[i];
        squares += energy[i] * energy[i];
      }
      double mean = sum / energy.length;
      double deviation = Math.sqrt(Math.max(squares / energy.length - mean * mean, 1e-12));
      for (int i = 0; i < energy.length; i++) {
        energy[i] = (energy[i] - mean) / deviation;
      }
      energies[m] = energy;
    }
    return energies;
  }
}
