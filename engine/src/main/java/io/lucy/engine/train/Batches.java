package io.lucy.engine.train;

import java.util.Random;

/** Samples that can be put into a training's inputs. */
public interface Batches {
  /** How many samples there are, at least 1. */
  int size();

  /**
   * Writes samples into the inputs of a training.
   *
   * @param samples as many as the graph has room for
   * @param random for augmentation; its numbers depend on nothing but seed and step
   */
  void fill(Training training, int[] samples, Random random);
}
