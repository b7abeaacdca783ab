package io.lucy.transfer;

import com.google.protobuf.ByteString;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.common.v1.Digest;
import java.util.HexFormat;

/** Digests and ids: 32 bytes in messages, 64 hexadecimal digits everywhere else. */
public final class Digests {
  private static final int BYTES = 32;

  private Digests() {}

  public static Digest of(BlobId blob) {
    return Digest.newBuilder()
        .setSha256(bytes(blob.sha256()))
        .setSizeBytes(blob.sizeBytes())
        .build();
  }

  /**
   * The blob that a message names.
   *
   * @throws LucyException with {@link Reason#ARGUMENT_INVALID}
   */
  public static BlobId blob(Digest digest) {
    if (digest.getSizeBytes() < 0) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "digest: size of " + digest.getSizeBytes() + " bytes (expected: at least 0)");
    }
    return new BlobId(digits(digest.getSha256(), "digest"), digest.getSizeBytes());
  }

  /** The bytes that 64 digits stand for. */
  public static ByteString bytes(String digits) {
    return ByteString.copyFrom(HexFormat.of().parseHex(digits));
  }

  /**
   * The digits that stand for 32 bytes; {@code what} they are, for errors.
   *
   * @throws LucyException with {@link Reason#ARGUMENT_INVALID}
   */
  public static String digits(ByteString bytes, String what) {
    if (bytes.size() != BYTES) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, what + ": " + bytes.size() + " bytes (expected: " + BYTES + ")");
    }
    return Digits.of(bytes);
  }
}
