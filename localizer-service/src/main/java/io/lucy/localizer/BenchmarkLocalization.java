package io.lucy.localizer;

import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.proto.event.v1.LocalizeWork;
import io.lucy.proto.localizer.v1.LocalizedModule;

/** No numerics: modules that are nothing but their keys, for {@code lucy.benchmark-path}. */
final class BenchmarkLocalization implements Localization {
  @Override
  public LocalizedModule localize(
      LocalizeWork work, ProgressListener progress, Cancellation cancellation) {
    return LocalizedModule.newBuilder().setKey(work.getKey()).build();
  }
}
