package io.lucy.engine.data;

import java.nio.file.Path;

/** A dataset that is already one. */
record SafetensorsSource(Path file) implements DatasetSource {

  @Override
  public Dataset read(SourceOptions options) {
    if (options.split() != Split.AUTO) {
      throw SourceErrors.noSplit(file, options.split());
    }
    SourceErrors.refuseLabelNames(options, "a safetensors dataset");
    Dataset dataset = SafetensorsFile.read(file);
    return options.selectsAll() ? dataset : dataset.picked(Pick.of(dataset.labels(), options));
  }

  @Override
  public boolean hasSplits() {
    return false;
  }
}
