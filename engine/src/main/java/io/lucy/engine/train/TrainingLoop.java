package io.lucy.engine.train;

import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Goes through shuffled samples batch by batch, epoch by epoch.
 *
 * <p>Every sample is used in every epoch: where the last batch is short, the epoch's first samples
 * fill it up. The order depends on the seed alone.
 *
 * @param epochs at most
 * @param batch samples in a step; what the graph has room for
 * @param seed of order and augmentation
 */
public record TrainingLoop(int epochs, int batch, Schedule schedule, long seed) {
  public TrainingLoop {
    if (epochs < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "epochs " + epochs + ", batch " + batch + " (expected: at least 1)");
    }
  }

  /** Looks at the training after every step. */
  @FunctionalInterface
  public interface Observer {
    void afterStep(Training training);
  }

  /** How many steps an epoch over this many samples has. */
  public int stepsPerEpoch(int samples) {
    return (samples + batch - 1) / batch;
  }

  /** Trains through all epochs and returns the mean loss of the last. */
  public double run(
      Training training,
      Batches batches,
      Observer observer,
      ProgressListener listener,
      Cancellation cancellation) {
    return run(training, batches, observer, null, parameters -> 0, listener, cancellation);
  }

  /**
   * Trains until a loss on held-out samples has converged, at the latest through all epochs; the
   * parameters are in the end those of its lowest value.
   *
   * @param heldOutLoss computed after every epoch
   * @return the lowest held-out loss
   */
  public double run(
      Training training,
      Batches batches,
      EarlyStop earlyStop,
      ToDoubleFunction<Training> heldOutLoss,
      ProgressListener listener,
      Cancellation cancellation) {
    run(training, batches, t -> {}, earlyStop, heldOutLoss, listener, cancellation);
    earlyStop.restore(training.parameters());
    return earlyStop.best();
  }

  private double run(
      Training training,
      Batches batches,
      Observer observer,
      @Nullable EarlyStop earlyStop,
      ToDoubleFunction<Training> heldOutLoss,
      ProgressListener listener,
      Cancellation cancellation) {
    int perEpoch = stepsPerEpoch(batches.size());
    long steps = (long) epochs * perEpoch;
    long step = 0;
    double mean = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = order(batches.size(), epoch);
      double sum = 0;
      for (int i = 0; i < perEpoch; i++, step++) {
        cancellation.check();
        batches.fill(training, samples(order, i), random(step));
        double loss = training.step(schedule.at(step, steps));
        observer.afterStep(training);
        sum += loss;
        listener.step(step + 1, loss, "epoch " + (epoch + 1) + " of " + epochs);
      }
      mean = sum / perEpoch;
      if (earlyStop != null
          && earlyStop.isOver(heldOutLoss.applyAsDouble(training), training.parameters())) {
        break;
      }
    }
    return mean;
  }

  private int[] samples(int[] order, int step) {
    int[] samples = new int[batch];
    for (int i = 0; i < batch; i++) {
      samples[i] = order[(int) (((long) step * batch + i) % order.length)];
    }
    return samples;
  }

  private int[] order(int size, int epoch) {
    Random random = random(-1L - epoch);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Numbers of their own for every step, negative ones for every epoch. */
  private Random random(long step) {
    return new Random(seed * 0x9E3779B97F4A7C15L + step * 0xBF58476D1CE4E5B9L);
  }
}
