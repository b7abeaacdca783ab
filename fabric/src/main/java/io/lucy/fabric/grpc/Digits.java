package io.lucy.fabric.grpc;

import com.google.protobuf.ByteString;
import java.util.HexFormat;

/** Digests and ids as people write them; messages carry their bytes. */
public final class Digits {
  private Digits() {}

  /** Hexadecimal, in lower case. */
  public static String of(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
