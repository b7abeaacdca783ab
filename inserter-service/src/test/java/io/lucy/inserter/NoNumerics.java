package io.lucy.inserter;

import com.google.protobuf.ByteString;
import io.lucy.engine.io.Sha256;
import io.lucy.localizer.Localization;
import io.lucy.proto.clone.v1.CloneResult;
import io.lucy.proto.event.v1.InsertWork;
import io.lucy.proto.localizer.v1.LocalizedModule;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Results that depend on what they should depend on, and cost nothing. */
final class NoNumerics {
  private NoNumerics() {}

  static Localization localization() {
    return (work, progress, cancellation) ->
        LocalizedModule.newBuilder().setKey(work.getKey()).build();
  }

  static Insertion insertion() {
    return (work, progress, cancellation) -> inserted(work);
  }

  static Insertion.Inserted inserted(InsertWork work) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(work.getClone().getSpec().toByteArray());
    work.getModulesList().forEach(module -> all.writeBytes(module.toByteArray()));
    byte[] path = HexFormat.of().parseHex(Sha256.hex(all.toByteArray()));
    return new Insertion.Inserted(
        path,
        CloneResult.newBuilder()
            .setPathId(ByteString.copyFrom(path))
            .setPathSizeBytes(path.length)
            .build());
  }
}
