package io.lucy.bench;

import io.lucy.engine.architecture.Family;
import io.lucy.engine.architecture.NetworkOptions;
import io.lucy.engine.architecture.NetworkTrainer;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Tags;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.Network;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Times the gradient of all masks of a network against PyTorch, in turns within one run, so that
 * whatever else the machine does falls on both.
 *
 * <p>PyTorch runs twice, with threads that spin and with threads that sleep while they wait for
 * each other: on a busy machine the first is much slower. The one that is faster while warming up
 * counts.
 */
public final class GradientBenchmark {
  private static final int BURST = 5;
  private static final int WARM_UP = 2;
  private static final int LABELS = 10;
  private static final int RESNET20_BLOCKS = 3;

  /** PyTorch's threads spin for a while after a step; they shall not take Lucy's cores. */
  private static final long SETTLE_MILLIS = 50;

  private final Network network;
  private final String name;
  private final int batch;
  private final ProgressListener progress;
  private final Cancellation cancellation;

  public GradientBenchmark(
      Network network,
      String name,
      int batch,
      ProgressListener progress,
      Cancellation cancellation) {
    this.network = network;
    this.name = name;
    this.batch = batch;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /**
   * A ResNet-20 for images of 3×32×32, all but untrained: time does not depend on the weights.
   * Shortcuts that change the shape are convolutions.
   */
  public static Network resnet20(Cancellation cancellation) {
    ImageShape shape = new ImageShape(3, 32, 32);
    byte[] noise = new byte[2 * LABELS * shape.sizeBytes()];
    new Random(1).nextBytes(noise);
    int[] labels = IntStream.range(0, 2 * LABELS).map(i -> i % LABELS).toArray();
    List<String> names = IntStream.range(0, LABELS).mapToObj(Integer::toString).toList();
    Dataset images = Dataset.of(shape, noise, Tags.of(labels, names), Tags.none(labels.length));
    NetworkOptions options =
        new NetworkOptions(
            Family.RESNET, 16, RESNET20_BLOCKS, false, 1, 2 * LABELS, 1e-4f, 0, 0, 0, false, 1);
    return Network.read(
        NetworkTrainer.train(images, options, ProgressListener.NONE, cancellation).model());
  }

  /**
   * Takes the steps.
   *
   * @param bursts of five steps on either side
   * @param pythons interpreters to look for PyTorch with; none to leave it out
   */
  public GradientFigures run(int bursts, List<String> pythons) {
    int threads = Runtime.getRuntime().availableProcessors();
    boolean padded = network.trunk().nodes().stream().anyMatch(node -> node.op().equals("Pad"));
    try (MaskGradient lucy = new MaskGradient(network, batch)) {
      if (pythons.isEmpty()) {
        return figures(lucy, threads, lucyAlone(lucy, bursts), new double[0], "not asked");
      }
      try (TorchPeer spinning = TorchPeer.startAny(pythons, batch, threads, padded, false);
          TorchPeer sleeping = TorchPeer.startAny(pythons, batch, threads, padded, true)) {
        return inTurns(lucy, List.of(spinning, sleeping), threads, bursts);
      } catch (IOException e) {
        String why = "not installed: " + e.getMessage();
        return figures(lucy, threads, lucyAlone(lucy, bursts), new double[0], why);
      }
    }
  }

  private GradientFigures inTurns(MaskGradient lucy, List<TorchPeer> peers, int threads, int bursts)
      throws IOException {
    TorchPeer peer = fastest(peers);
    double[] own = new double[bursts * BURST];
    double[] other = new double[bursts * BURST];
    progress.stage("gradients in turns with PyTorch", bursts);
    for (int i = -WARM_UP; i < bursts; i++) {
      cancellation.check();
      int at = Math.max(i, 0) * BURST;
      System.arraycopy(peer.steps(BURST), 0, other, at, BURST);
      settle();
      for (int j = 0; j < BURST; j++) {
        own[at + j] = lucy.step();
      }
      progress.step(Math.max(0, i + 1));
    }
    return figures(lucy, threads, own, other, peer.version());
  }

  private TorchPeer fastest(List<TorchPeer> peers) throws IOException {
    progress.stage("warm up PyTorch", peers.size());
    TorchPeer fastest = peers.get(0);
    double least = Double.POSITIVE_INFINITY;
    for (TorchPeer peer : peers) {
      cancellation.check();
      double seconds = median(peer.steps(WARM_UP * BURST));
      fastest = seconds < least ? peer : fastest;
      least = Math.min(seconds, least);
      settle();
    }
    return fastest;
  }

  private double[] lucyAlone(MaskGradient lucy, int bursts) {
    progress.stage("gradients", bursts);
    double[] own = new double[bursts * BURST];
    for (int i = -WARM_UP * BURST; i < own.length; i++) {
      cancellation.check();
      double seconds = lucy.step();
      if (i >= 0) {
        own[i] = seconds;
        progress.step(i / BURST + 1);
      }
    }
    return own;
  }

  private GradientFigures figures(
      MaskGradient lucy, int threads, double[] own, double[] peer, String torch) {
    double lucyMillis = median(own) * 1e3;
    Double torchMillis = peer.length == 0 ? null : median(peer) * 1e3;
    return new GradientFigures(
        name,
        batch,
        lucy.masks(),
        threads,
        own.length,
        lucyMillis,
        torchMillis,
        torchMillis == null ? null : lucyMillis / torchMillis,
        torch);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static void settle() {
    try {
      Thread.sleep(SETTLE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
