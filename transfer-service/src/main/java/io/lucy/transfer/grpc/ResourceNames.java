package io.lucy.transfer.grpc;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.blob.BlobId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What blobs are called in byte streams: {@code blobs/SHA256/SIZE} to read one, {@code
 * uploads/ID/blobs/SHA256/SIZE} to write one.
 */
final class ResourceNames {
  private static final String BLOB_FORM = "blobs/([0-9a-f]{64})/(0|[1-9][0-9]{0,17})";
  private static final Pattern BLOB = Pattern.compile(BLOB_FORM);
  private static final Pattern UPLOAD =
      Pattern.compile("uploads/([A-Za-z0-9_-]{1,80})/" + BLOB_FORM);

  private ResourceNames() {}

  /** What is written, under which id. */
  record Upload(String id, BlobId blob) {}

  /**
   * The blob that is read.
   *
   * @throws LucyException with {@link Reason#ARGUMENT_INVALID}
   */
  static BlobId blob(String resource) {
    Matcher parts = BLOB.matcher(resource);
    if (!parts.matches()) {
      throw invalid(resource, "blobs/SHA256/SIZE");
    }
    return new BlobId(parts.group(1), Long.parseLong(parts.group(2)));
  }

  /**
   * The upload that is written.
   *
   * @throws LucyException with {@link Reason#ARGUMENT_INVALID}
   */
  static Upload upload(String resource) {
    Matcher parts = UPLOAD.matcher(resource);
    if (!parts.matches()) {
      throw invalid(resource, "uploads/UUID/blobs/SHA256/SIZE");
    }
    return new Upload(parts.group(1), new BlobId(parts.group(2), Long.parseLong(parts.group(3))));
  }

  private static LucyException invalid(String resource, String expected) {
    return new LucyException(
        Reason.ARGUMENT_INVALID, "resource '" + resource + "' (expected: " + expected + ")");
  }
}
