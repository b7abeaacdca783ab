package io.lucy.zoo.inference;

import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import java.util.List;

/**
 * What a model is called, takes and answers.
 *
 * @param name as it was asked for
 * @param version the one that answers
 * @param versions all that there are, ascending
 * @param kind what it is
 * @param image of one sample
 * @param normalisation that the model wants its pixels in
 * @param labels in the order of the logits
 */
public record Signature(
    String name,
    int version,
    List<Integer> versions,
    Kind kind,
    ImageShape image,
    Normalisation normalisation,
    List<String> labels) {
  /** What a model can be. */
  public enum Kind {
    NETWORK,
    CLONE
  }

  public Signature {
    versions = List.copyOf(versions);
    labels = List.copyOf(labels);
  }
}
