package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** The errors that all readers of samples share. */
final class SourceErrors {
  private SourceErrors() {}

  /** What the file system or a decompressor said, as a caller's error. */
  static LucyException unreadable(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new LucyException(
          Reason.NOT_FOUND, "no file or folder '" + file + "' (check the name)", e);
    }
    if (e instanceof ZipException || e instanceof EOFException) {
      return new LucyException(
          Reason.DATASET_INVALID,
          file + ": corrupt or cut short: " + DiskError.describe(e) + " (fetch the file again)",
          e);
    }
    return new LucyException(
        Reason.NOT_FOUND,
        "cannot read '" + file + "': " + DiskError.describe(e) + " (check its permissions)",
        e);
  }

  static LucyException invalid(String where, String what) {
    return new LucyException(Reason.DATASET_INVALID, where + ": " + what);
  }

  static LucyException noSplit(Path source, Split split) {
    return new LucyException(
        Reason.ARGUMENT_INVALID,
        "no '"
            + split.folder()
            + "' split in '"
            + source
            + "' (leave the split out to read what is there)");
  }

  /** Refuses names where the source has its own. */
  static void refuseLabelNames(SourceOptions options, String what) {
    if (!options.labelNames().isEmpty()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "label names given, but "
              + what
              + " names its own labels (leave the names out; to choose labels, list them as labels)");
    }
  }
}
