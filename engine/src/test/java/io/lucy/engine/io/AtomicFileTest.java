package io.lucy.engine.io;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("data.bin");
  }

  @Test
  void replacesTheWholeContent() throws IOException {
    Files.write(file, new byte[100]);

    AtomicFile.write(file, out -> out.write(new byte[] {1, 2, 3}));

    assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(folder.toFile().list()).containsExactly("data.bin");
  }

  @Test
  void writesToTheFileBehindALinkAndLeavesTheLink() throws IOException {
    Files.write(file, new byte[] {7});
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    AtomicFile.write(link, out -> out.write(new byte[] {1, 2, 3}));

    assertThat(link).isSymbolicLink();
    assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void refusesWhatIsNoFileAndLeavesItAlone() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    refused(() -> AtomicFile.write(pipe, out -> out.write(1)), Reason.STORAGE_FAILED, "is no file");

    assertThat(Files.isRegularFile(pipe)).isFalse();
    assertThat(folder.toFile().list()).containsExactly("pipe");
  }

  @Test
  void keepsTheOldFileAndNothingElseWhenTheDiskIsFull() throws IOException {
    Files.write(file, new byte[] {7});

    refused(
        () ->
            AtomicFile.write(
                file,
                out -> {
                  out.write(new byte[200_000]);
                  throw new IOException("No space left on device");
                }),
        Reason.STORAGE_FAILED,
        "data.bin",
        "No space left on device");

    assertThat(file).hasBinaryContent(new byte[] {7});
    assertThat(folder.toFile().list()).containsExactly("data.bin");
  }

  @Test
  void leavesNothingWhenTheContentFails() {
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      throw new IllegalStateException("no content");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    refused(
        () -> AtomicFile.write(folder.resolve("no/where.bin"), out -> out.write(1)),
        Reason.STORAGE_FAILED,
        "where.bin");
  }

  @Test
  void namesBytesAndFilesByTheSameDigest() throws IOException {
    byte[] bytes = "abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Files.write(file, bytes);

    assertThat(Sha256.hex(bytes))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        .isEqualTo(Sha256.hexOfFile(file));
  }
}
