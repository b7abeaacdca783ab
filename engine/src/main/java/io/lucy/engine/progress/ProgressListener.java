package io.lucy.engine.progress;

/**
 * Hears how far long work is.
 *
 * <p>Called by the thread that works, one call after the other, as often as once a step: an
 * implementation returns at once and never throws. It cannot stop the work; that is what {@link
 * io.lucy.engine.runtime.Cancellation} is for.
 */
@FunctionalInterface
public interface ProgressListener {
  /** Listens to nothing. */
  ProgressListener NONE = progress -> {};

  void hear(Progress progress);

  /** Begins a stage of {@code steps} steps; 0 if their number is not known. */
  default void stage(String name, long steps) {
    hear(new Progress.Stage(name, steps));
  }

  default void step(long done) {
    hear(new Progress.Step(done, Double.NaN, ""));
  }

  default void step(long done, double loss) {
    hear(new Progress.Step(done, loss, ""));
  }

  default void step(long done, double loss, String detail) {
    hear(new Progress.Step(done, loss, detail));
  }
}
