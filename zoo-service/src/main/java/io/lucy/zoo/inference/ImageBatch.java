package io.lucy.zoo.inference;

import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Images of one shape, [samples, channels, height, width], row-major. Copies nothing until a model
 * wants the pixels. Buffers are read by absolute positions only, so a batch can be shared.
 */
public sealed interface ImageBatch {
  int samples();

  /** What the images hold in memory. */
  long sizeBytes();

  /** Puts one sample as a network wants it, and moves the target's position behind it. */
  void copy(int sample, ImageShape shape, Normalisation wanted, FloatBuffer target);

  /** Raw pixels, 0 to 255, one byte each. */
  record Bytes(int samples, ByteBuffer pixels) implements ImageBatch {
    @Override
    public long sizeBytes() {
      return pixels.limit();
    }

    @Override
    public void copy(int sample, ImageShape shape, Normalisation wanted, FloatBuffer target) {
      int plane = shape.height() * shape.width();
      int from = sample * shape.sizeBytes();
      for (int channel = 0; channel < shape.channels(); channel++, from += plane) {
        float mean = wanted.mean(channel);
        float std = wanted.std(channel);
        for (int i = from; i < from + plane; i++) {
          target.put(((pixels.get(i) & 0xff) / 255f - mean) / std);
        }
      }
    }
  }

  /** Raw pixels, 0 to 255, as floats. */
  record Floats(int samples, FloatBuffer pixels) implements ImageBatch {
    @Override
    public long sizeBytes() {
      return 4L * pixels.limit();
    }

    @Override
    public void copy(int sample, ImageShape shape, Normalisation wanted, FloatBuffer target) {
      int plane = shape.height() * shape.width();
      int from = sample * shape.sizeBytes();
      for (int channel = 0; channel < shape.channels(); channel++, from += plane) {
        float mean = wanted.mean(channel);
        float std = wanted.std(channel);
        for (int i = from; i < from + plane; i++) {
          target.put((pixels.get(i) / 255f - mean) / std);
        }
      }
    }
  }

  /** What the network itself takes: somebody normalised it already. */
  record Normalised(int samples, FloatBuffer values) implements ImageBatch {
    @Override
    public long sizeBytes() {
      return 4L * values.limit();
    }

    @Override
    public void copy(int sample, ImageShape shape, Normalisation wanted, FloatBuffer target) {
      int size = shape.sizeBytes();
      target.put(target.position(), values, sample * size, size);
      target.position(target.position() + size);
    }
  }
}
