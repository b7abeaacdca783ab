package io.lucy.engine.data;

/** Something on disk that samples can be read from; {@link DatasetSources} finds out what it is. */
public sealed interface DatasetSource
    permits CifarFolder, IdxFolder, ImageFolder, ImageZip, SafetensorsSource {

  /**
   * Reads what the options ask for. The options are applied in this order: split, label names,
   * labels, samples per class, unlabelled. May give a dataset without samples only if the source
   * has none.
   *
   * @throws io.lucy.engine.LucyException if the source is damaged, or does not have what is asked
   *     for
   */
  Dataset read(SourceOptions options);

  /** Whether training and test samples are kept apart; where they are not, only AUTO is read. */
  default boolean hasSplits() {
    return true;
  }

  /** Whether labels have names of their own, not just numbers. */
  default boolean hasLabelNames() {
    return true;
  }
}
