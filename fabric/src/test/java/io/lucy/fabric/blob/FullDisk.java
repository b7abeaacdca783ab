package io.lucy.fabric.blob;

import io.lucy.engine.LucyException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Fills a blob folder in a process whose files cannot grow above a limit, and says what it met. */
final class FullDisk {
  private static final int SIZE = 1 << 20;
  private static final int CHUNK = 1 << 16;

  private FullDisk() {}

  public static void main(String[] arguments) {
    FolderBlobStore store = new FolderBlobStore(Path.of(arguments[0]), BlobQuota.UNLIMITED);
    byte[] bytes = Blobs.random(1, SIZE);
    report("put", () -> Blobs.put(store, bytes));
    BlobUpload upload = store.upload("u1", Blobs.id(bytes));
    report(
        "append",
        () -> {
          for (int at = 0; at < SIZE; at += CHUNK) {
            upload.append(at, ByteBuffer.wrap(bytes, at, CHUNK));
          }
        });
    System.out.println("committed " + upload.committedBytes());
  }

  private static void report(String what, Runnable action) {
    try {
      action.run();
      System.out.println(what + " succeeded");
    } catch (LucyException e) {
      System.out.println(what + " " + e.reason());
    }
  }
}
