package io.lucy.engine.architecture;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.train.Adam;
import io.lucy.engine.train.Losses;
import io.lucy.engine.train.Schedule;
import io.lucy.engine.train.Training;
import io.lucy.engine.train.TrainingLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains classifiers from scratch: cross-entropy, Adam with decoupled weight decay, a one-cycle
 * learning rate, images moved and mirrored at random; on request {@link Slimming}.
 *
 * <p>Equal data and options give equal bytes on one kind of machine, whatever the number of
 * threads.
 */
public final class NetworkTrainer {
  private static final String INPUT = "input";
  private static final String LOSS = "loss";
  private static final double WARM_UP = 0.2;

  private NetworkTrainer() {}

  /**
   * Trains one network.
   *
   * @param data every sample labelled, every label with samples; a network's outputs are in the
   *     order of its label names
   * @throws LucyException {@link Reason#NOT_FINITE} when the loss is no longer a number, {@link
   *     Reason#CANCELLED} within one step of being asked
   */
  public static TrainedNetwork train(
      Dataset data, NetworkOptions options, ProgressListener listener, Cancellation cancellation) {
    requireLabels(data);
    Normalisation normalisation = PixelStatistics.of(data);
    GraphBuilder builder = new GraphBuilder();
    TrainingLayers layers = new TrainingLayers(builder, options.seed());
    Graph graph = lossGraph(builder, layers, data, options);
    Schedule schedule = Schedule.oneCycle(options.learningRate(), WARM_UP);
    TrainingLoop loop =
        new TrainingLoop(options.epochs(), options.batch(), schedule, options.seed());
    long steps = (long) options.epochs() * loop.stepsPerEpoch(data.size());
    AugmentedImages batches = new AugmentedImages(data, normalisation, options);
    listener.stage("train " + options.family(), steps);
    try (Training training =
        new Training(graph, LOSS, layers.parameters(), Adam.withDecay(options.weightDecay()))) {
      RunningStatistics statistics = new RunningStatistics(layers.statistics(), training);
      Slimming slimming =
          new Slimming(
              layers.batchNorms(), layers.parameters(), options.slimming(), schedule, steps);
      TrainingLoop.Observer observer =
          t -> {
            statistics.absorb(t);
            slimming.afterStep();
          };
      loop.run(training, batches, observer, listener, cancellation);
      Map<String, Tensor> weights = new LinkedHashMap<>(statistics.tensors());
      layers.parameters().forEach(p -> weights.put(p.name(), p.tensor()));
      return new TrainedNetwork(
          inferenceGraph(data, options, weights), data.labelNames(), normalisation, options);
    }
  }

  private static Graph lossGraph(
      GraphBuilder builder, TrainingLayers layers, Dataset data, NetworkOptions options) {
    ImageShape shape = data.shape();
    int labels = data.labelNames().size();
    Value images =
        builder.input(
            AugmentedImages.IMAGES,
            TensorType.floats(options.batch(), shape.channels(), shape.height(), shape.width()));
    Value targets =
        builder.input(AugmentedImages.TARGETS, TensorType.floats(options.batch(), labels));
    Value logits = options.architecture().logits(layers, images, labels);
    builder.output(LOSS, Losses.in(builder).crossEntropy(logits, targets));
    return builder.build();
  }

  private static Graph inferenceGraph(
      Dataset data, NetworkOptions options, Map<String, Tensor> weights) {
    ImageShape shape = data.shape();
    GraphBuilder builder = new GraphBuilder();
    InferenceLayers layers = new InferenceLayers(builder, weights);
    Value images =
        builder.input(
            INPUT, TensorType.floats(Shape.BATCH, shape.channels(), shape.height(), shape.width()));
    builder.output(options.architecture().logits(layers, images, data.labelNames().size()));
    return builder.build();
  }

  private static void requireLabels(Dataset data) {
    List<String> empty = new ArrayList<>();
    int labelled = 0;
    int[] counts = data.labelCounts();
    for (int i = 0; i < counts.length; i++) {
      labelled += counts[i];
      if (counts[i] == 0) {
        empty.add(data.labelNames().get(i));
      }
    }
    if (!empty.isEmpty()) {
      throw new LucyException(
          Reason.LABEL_INVALID, "no samples of " + empty + " (expected: some of every label)");
    }
    if (counts.length < 2 || labelled < data.size()) {
      throw new LucyException(
          Reason.LABEL_INVALID,
          labelled
              + " of "
              + data.size()
              + " samples have one of the labels "
              + data.labelNames()
              + " (expected: all samples labelled, with two labels or more)");
    }
  }
}
