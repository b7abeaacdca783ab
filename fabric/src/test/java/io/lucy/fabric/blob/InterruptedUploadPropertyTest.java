package io.lucy.fabric.blob;

import static io.lucy.fabric.blob.Blobs.id;
import static io.lucy.fabric.blob.Blobs.random;
import static io.lucy.fabric.blob.Blobs.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;

/** An upload that is interrupted anywhere, any number of times, gives the bytes in the end. */
class InterruptedUploadPropertyTest {
  private static Path root;

  @BeforeContainer
  static void makeRoot() throws IOException {
    root = Files.createTempDirectory("lucy-uploads");
    root.toFile().deleteOnExit();
  }

  @Property(tries = 60)
  void resumesAtEveryBoundary(
      @ForAll @IntRange(min = 1, max = 5000) int size,
      @ForAll @IntRange(min = 1, max = 900) int chunk,
      @ForAll @IntRange(min = 1, max = 4) int chunksPerConnection,
      @ForAll @IntRange(min = 0, max = 1 << 30) int seed)
      throws IOException {
    Path folder = Files.createTempDirectory(root, "store");
    byte[] bytes = random(seed, size);
    BlobUpload upload = connect(folder, id(bytes));
    while (!upload.isComplete()) {
      long at = upload.committedBytes().orElse(0);
      for (int i = 0; i < chunksPerConnection && at < size; i++) {
        int length = (int) Math.min(chunk, size - at);
        upload.append(at, ByteBuffer.wrap(bytes, (int) at, length));
        at += length;
      }
      if (at == size) {
        upload.finish();
      }
      upload = connect(folder, id(bytes));
    }

    assertThat(read(new FolderBlobStore(folder, BlobQuota.UNLIMITED), id(bytes))).isEqualTo(bytes);
    assertThat(Blobs.files(folder)).hasSize(1);
  }

  /** A new process, as far as a folder can tell. */
  private static BlobUpload connect(Path folder, BlobId blob) {
    return new FolderBlobStore(folder, BlobQuota.UNLIMITED).upload("u1", blob);
  }
}
