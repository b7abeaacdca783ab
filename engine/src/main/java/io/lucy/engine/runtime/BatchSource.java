package io.lucy.engine.runtime;

import java.nio.FloatBuffer;

/** Where the samples of a run come from. */
@FunctionalInterface
public interface BatchSource {
  /** Puts one sample, row-major, at the buffer's position and moves the position behind it. */
  void copy(int sample, FloatBuffer target);
}
