package io.lucy.engine.path;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Lists of fp32 numbers as bytes: IEEE 754, little-endian, four bytes each. */
final class FloatBytes {
  private FloatBytes() {}

  /** The bytes of several lists, one after the other. */
  static byte[] of(float[]... lists) {
    int count = 0;
    for (float[] list : lists) {
      count += list.length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] list : lists) {
      for (float number : list) {
        bytes.putFloat(number);
      }
    }
    return bytes.array();
  }

  /** The numbers of bytes whose length is a multiple of 4. */
  static float[] floats(byte[] bytes) {
    float[] floats = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  static List<Float> list(float[] floats) {
    List<Float> list = new ArrayList<>(floats.length);
    for (float number : floats) {
      list.add(number);
    }
    return list;
  }

  static float[] array(List<Float> list) {
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = list.get(i);
    }
    return floats;
  }
}
