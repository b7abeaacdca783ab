package io.lucy.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskErrorTest {
  @Test
  void saysInWordsWhatHappenedAndNamesNoHiddenFile() {
    String hidden = "/x/.clone.7f.partial";
    List<IOException> errors =
        List.of(
            new NoSuchFileException(hidden),
            new AccessDeniedException(hidden),
            new FileAlreadyExistsException(hidden),
            new NotDirectoryException(hidden),
            new DirectoryNotEmptyException(hidden),
            new FileSystemLoopException(hidden),
            new FileSystemException(hidden),
            new FileSystemException(hidden, null, "No space left on device"),
            new EOFException(),
            new MalformedInputException(1),
            new IOException());
    for (IOException error : errors) {
      assertThat(DiskError.describe(error))
          .as(error.toString())
          .isNotBlank()
          .doesNotContain(".partial", "Exception", "null");
    }
  }

  @Test
  void keepsWhatTheSystemSays() {
    assertThat(DiskError.describe(new FileSystemException("x", "y", "Read-only file system")))
        .isEqualTo("Read-only file system");
    assertThat(DiskError.describe(new IOException("Is a directory"))).isEqualTo("Is a directory");
  }
}
