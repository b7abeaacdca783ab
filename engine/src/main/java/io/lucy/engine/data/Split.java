package io.lucy.engine.data;

import java.util.Locale;

/** Which part of a source that keeps training and test samples apart to read. */
public enum Split {
  /** The training part if the source has one, otherwise the test part, otherwise everything. */
  AUTO,
  TRAIN,
  TEST;

  /** The name of the folder that holds this part of an image folder. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }
}
