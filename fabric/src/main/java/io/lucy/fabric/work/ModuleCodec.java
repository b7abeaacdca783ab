package io.lucy.fabric.work;

import com.google.protobuf.ByteString;
import io.lucy.engine.insert.LocalisedSource;
import io.lucy.engine.path.FilterMask;
import io.lucy.engine.path.FilterTuning;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.localizer.v1.LocalizedModule;
import io.lucy.proto.localizer.v1.Round;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Converts between what the engine says of a localised source and how that travels. */
public final class ModuleCodec {
  private ModuleCodec() {}

  public static LocalizedModule encode(LocalisedSource found) {
    LocalizedModule.Builder module =
        LocalizedModule.newBuilder()
            .setKey(bytes(found.key()))
            .setSourceSha256(bytes(found.sourceSha256()))
            .addAllWantedLabels(found.wanted());
    for (LocalisedSource.Round round : found.rounds()) {
      module.addRounds(
          Round.newBuilder()
              .setFilters(round.kept().filters())
              .setKept(ByteString.copyFrom(round.kept().bits()))
              .setGains(bytes(round.tuning().gains()))
              .setShifts(bytes(round.tuning().shifts()))
              .setSimilarity(round.similarity())
              .setAccuracyLost(round.accuracyLost()));
    }
    return module.build();
  }

  /**
   * Reads what {@link #encode} made.
   *
   * @throws io.lucy.engine.LucyException for numbers that cannot be a mask or a tuning
   */
  public static LocalisedSource decode(LocalizedModule module) {
    return new LocalisedSource(
        hex(module.getKey()),
        hex(module.getSourceSha256()),
        module.getWantedLabelsList(),
        module.getRoundsList().stream()
            .map(
                round ->
                    new LocalisedSource.Round(
                        FilterMask.ofBits(round.getFilters(), round.getKept().toByteArray()),
                        new FilterTuning(floats(round.getGains()), floats(round.getShifts())),
                        round.getSimilarity(),
                        round.getAccuracyLost()))
            .toList());
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static String hex(ByteString bytes) {
    return Digits.of(bytes);
  }

  private static ByteString bytes(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return ByteString.copyFrom(buffer);
  }

  private static float[] floats(ByteString bytes) {
    float[] values = new float[bytes.size() / Float.BYTES];
    bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
