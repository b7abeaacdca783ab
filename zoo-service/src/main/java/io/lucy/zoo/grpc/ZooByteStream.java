package io.lucy.zoo.grpc;

import io.lucy.fabric.grpc.ByteStreamService;
import io.lucy.zoo.ZooMovers;
import io.quarkus.grpc.GrpcService;

/** Bytes of networks and of assembled clones, from any offset on; nothing can be written. */
@GrpcService
public class ZooByteStream extends ByteStreamService {
  public ZooByteStream(ZooResources resources, ZooMovers movers) {
    super(resources, READ_ONLY, movers.executor());
  }
}
