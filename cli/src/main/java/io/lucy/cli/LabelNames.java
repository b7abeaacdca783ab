package io.lucy.cli;

import io.lucy.engine.data.DatasetSources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names that a user gives to data that only has numbers. */
final class LabelNames {
  /** Stands for the ten labels of that dataset. */
  static final String FASHION_MNIST = "fashion-mnist";

  private LabelNames() {}

  /** The names themselves; empty without any. */
  static List<String> of(CommaList.@Nullable Labels given) {
    List<String> names = given == null ? List.of() : given.values();
    return names.equals(List.of(FASHION_MNIST)) ? DatasetSources.FASHION_MNIST_LABELS : names;
  }
}
