package io.lucy.zoo.grpc;

import io.lucy.zoo.ReadableResource;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A resource from an offset on. The last byte is given out only after the resource was found
 * unchanged.
 */
final class ResourceStream extends InputStream {
  private final ReadableResource resource;
  private long position;

  ResourceStream(ReadableResource resource, long position) {
    this.resource = resource;
    this.position = position;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int count = (int) Math.min(length, resource.sizeBytes() - position);
    if (count <= 0) {
      return length == 0 ? 0 : -1;
    }
    resource.read(position, ByteBuffer.wrap(target, offset, count));
    position += count;
    if (position == resource.sizeBytes()) {
      resource.requireUnchanged();
    }
    return count;
  }

  @Override
  public void close() {
    resource.close();
  }
}
