package io.lucy.engine.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.OneLine;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The names of a zoo's files and folders, which a reader and a writer share. */
final class ZooLayout {
  static final String MODEL = "model.onnx";
  static final String LABELS = "labels.txt";
  static final String CARD = "card.json";

  /** Bounds for files that are read into memory; the format of ONNX itself ends at 2 GiB. */
  static final long MAX_MODEL_BYTES = Integer.MAX_VALUE - 64;

  static final long MAX_TEXT_BYTES = 1 << 20;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");

  private ZooLayout() {}

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isVersion(String name) {
    return VERSION.matcher(name).matches();
  }

  /** Hidden files are the file system's business, or a writer's unfinished work. */
  static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  static void checkName(String name) {
    if (!isName(name)) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "network name '"
              + OneLine.shown(name)
              + "' (expected: 1 to 128 of A-Z a-z 0-9 . _ -, not beginning with a dot)");
    }
  }
}
