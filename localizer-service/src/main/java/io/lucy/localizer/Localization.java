package io.lucy.localizer;

import io.lucy.engine.LucyException;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.UnavailableException;
import io.lucy.proto.event.v1.LocalizeWork;
import io.lucy.proto.localizer.v1.LocalizedModule;

/** Local(·): the numerics behind the work of localising. */
@FunctionalInterface
public interface Localization {
  /**
   * Localises a source. Equal work gives an equal module, byte for byte.
   *
   * @throws LucyException if it cannot be done, however often it is tried; with {@code CANCELLED}
   *     within one step of a wish to stop
   * @throws UnavailableException if networks or data do not come
   */
  LocalizedModule localize(LocalizeWork work, ProgressListener progress, Cancellation cancellation);
}
