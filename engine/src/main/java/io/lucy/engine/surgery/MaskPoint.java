package io.lucy.engine.surgery;

import io.lucy.engine.graph.Value;
import java.nio.FloatBuffer;

/**
 * A value at which a mask acts: after the activation, where a next layer or the head reads it.
 *
 * @param value in the module's graph
 * @param groups for each channel, the group whose bit decides about it, or -1 when it always stays
 */
public record MaskPoint(Value value, int[] groups) {
  /**
   * Writes the mask: 1 for a channel that stays, 0 for one that does not, again and again until the
   * buffer is full.
   *
   * @param kept for each group, whether it stays
   */
  void fill(boolean[] kept, FloatBuffer buffer) {
    float[] mask = new float[groups.length];
    for (int c = 0; c < mask.length; c++) {
      mask[c] = groups[c] < 0 || kept[groups[c]] ? 1 : 0;
    }
    while (buffer.hasRemaining()) {
      buffer.put(mask);
    }
  }
}
