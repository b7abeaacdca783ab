package io.lucy.engine.io;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WriteProbeTest {
  @TempDir private Path home;

  @Test
  void leavesNothingBehindWhereItCanWrite() {
    WriteProbe.folder(home);
    WriteProbe.folder(home.resolve("to/be/made"));
    WriteProbe.file(home.resolve("file"));

    assertThat(home).isEmptyDirectory();
  }

  @Test
  void refusesAFolderBehindAFile() throws IOException {
    Path file = Files.write(home.resolve("file"), new byte[1]);

    refused(() -> WriteProbe.folder(file), Reason.STORAGE_FAILED, "'" + file + "'", "nothing was");
    refused(() -> WriteProbe.folder(file.resolve("sub")), Reason.STORAGE_FAILED, "file/sub");
    refused(() -> WriteProbe.file(file.resolve("x.clonepath")), Reason.STORAGE_FAILED, "file");
  }

  /** A file system that takes no files, also from the superuser. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void refusesAFolderThatTakesNoFiles() {
    refused(() -> WriteProbe.folder(Path.of("/proc")), Reason.STORAGE_FAILED, "'/proc'");
  }
}
