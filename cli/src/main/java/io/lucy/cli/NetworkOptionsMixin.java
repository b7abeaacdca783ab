package io.lucy.cli;

import io.lucy.engine.architecture.Family;
import io.lucy.engine.architecture.NetworkOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to train a network from scratch, as options of a command. */
final class NetworkOptionsMixin {
  @Option(
      names = "--family",
      paramLabel = "NAME",
      required = true,
      description = "What kind of network: lenet5, vgg, resnet or mobilenet.")
  private String family;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Filters of the first layer (default: 6 for lenet5, else 16).")
  private @Nullable Integer width;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      description = "Residual blocks in each of a resnet's three stages (default: 1).")
  private @Nullable Integer blocks;

  @Option(
      names = "--pooled",
      description = "Halve a resnet's images after its first layer: four times as fast.")
  private boolean pooled;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often every image is seen (default: 8).")
  private @Nullable Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a step (default: 64).")
  private @Nullable Integer batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = "Of Adam, at its highest (default: 0.004).")
  private @Nullable Float learningRate;

  @Option(
      names = "--weight-decay",
      paramLabel = "R",
      description = "Decoupled from the gradient (default: 0.05).")
  private @Nullable Float weightDecay;

  @Option(
      names = "--shift",
      paramLabel = "N",
      description = "Move images at random by up to N pixels (default: 2).")
  private @Nullable Integer shift;

  @Option(names = "--flip", description = "Mirror images at random, left to right.")
  private boolean flip;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of initial weights, order and augmentation (default: 1).")
  private @Nullable Long seed;

  /** What was asked for, and the usual where nothing was. */
  NetworkOptions options() {
    NetworkOptions usual = NetworkOptions.of(Family.of(family));
    return new NetworkOptions(
        usual.family(),
        width == null ? usual.width() : width,
        blocks == null ? usual.blocks() : blocks,
        pooled,
        epochs == null ? usual.epochs() : epochs,
        batch == null ? usual.batch() : batch,
        learningRate == null ? usual.learningRate() : learningRate,
        weightDecay == null ? usual.weightDecay() : weightDecay,
        shift == null ? usual.shift() : shift,
        flip,
        seed == null ? usual.seed() : seed);
  }
}
