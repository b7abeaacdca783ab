package io.lucy.fabric.blob;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What blobs are called as resources of {@code google.bytestream.ByteStream}: {@code
 * blobs/SHA256/SIZE} to read one, {@code uploads/ID/blobs/SHA256/SIZE} to write one.
 */
public final class BlobNames {
  private static final String BLOB_FORM = "blobs/([0-9a-f]{64})/(0|[1-9][0-9]{0,18})";
  private static final Pattern BLOB = Pattern.compile(BLOB_FORM);
  private static final Pattern UPLOAD = Pattern.compile("uploads/([^/]+)/" + BLOB_FORM);

  private BlobNames() {}

  public static String blob(BlobId blob) {
    return "blobs/" + blob;
  }

  /** An upload of a blob; the id is one that {@link FolderBlobStore#upload} takes. */
  public static String upload(String id, BlobId blob) {
    return "uploads/" + id + "/" + blob(blob);
  }

  /**
   * The blob that a resource is.
   *
   * @throws LucyException with {@code ARGUMENT_INVALID} if it is not called like one
   */
  public static BlobId parseBlob(String resource) {
    Matcher matcher = BLOB.matcher(resource);
    if (!matcher.matches()) {
      throw invalid(resource, "blobs/SHA256/SIZE");
    }
    return blob(matcher, 1, resource);
  }

  /**
   * The upload that a resource is.
   *
   * @throws LucyException with {@code ARGUMENT_INVALID} if it is not called like one
   */
  public static BlobUpload parseUpload(String resource, FolderBlobStore store) {
    Matcher matcher = UPLOAD.matcher(resource);
    if (!matcher.matches()) {
      throw invalid(resource, "uploads/UUID/blobs/SHA256/SIZE");
    }
    return store.upload(matcher.group(1), blob(matcher, 2, resource));
  }

  private static BlobId blob(Matcher matcher, int group, String resource) {
    try {
      return new BlobId(matcher.group(group), Long.parseLong(matcher.group(group + 1)));
    } catch (NumberFormatException e) {
      throw invalid(resource, "a size below 2^63");
    }
  }

  private static LucyException invalid(String resource, String expected) {
    return new LucyException(
        Reason.ARGUMENT_INVALID, "resource '" + resource + "' (expected: " + expected + ")");
  }
}
