package io.lucy.zoo.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.lucy.fabric.grpc.ByteResources;
import io.lucy.fabric.grpc.ByteStreamService;
import io.lucy.fabric.grpc.ErrorInterceptor;
import io.lucy.fabric.grpc.Owner;
import io.lucy.zoo.DemoZoo;
import io.lucy.zoo.ZooReader;
import io.lucy.zoo.inference.CloneAssembler;
import io.lucy.zoo.inference.CloneCatalog;
import io.lucy.zoo.inference.CompiledServables;
import io.lucy.zoo.inference.ServingLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The zoo service over a real socket of this machine. */
public final class ServedZoo implements AutoCloseable {
  static final String OWNER = Owner.LOCAL;

  final ZooReader zoo;
  final CloneCatalog catalog = new CloneCatalog();
  final CompiledServables models;
  final ManagedChannel channel;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Server server;

  public ServedZoo(Path folder, ServingLimits limits, String... networks) {
    DemoZoo.copy(folder, networks);
    zoo = new ZooReader(folder, Duration.ofMillis(40), 64 << 20);
    CloneAssembler assembler = new CloneAssembler(zoo, catalog, 64 << 20);
    models = new CompiledServables(zoo, catalog, assembler, limits);
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      server =
          NettyServerBuilder.forAddress(loopback)
              .executor(threads)
              .addService(new ZooEndpoint(zoo))
              .addService(new InferenceEndpoint(models, catalog, limits))
              .addService(byteStreams(new ZooResources(zoo, assembler)))
              .intercept(new ErrorInterceptor())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress(loopback.getAddress(), port()))
            .usePlaintext()
            .build();
  }

  private ByteStreamService byteStreams(ByteResources resources) {
    return new ByteStreamService(resources::find, resources::upload, threads);
  }

  public int port() {
    return server.getPort();
  }

  public CloneCatalog catalog() {
    return catalog;
  }

  /** A connection of its own. */
  ManagedChannel connect() {
    return connect(NettyChannelBuilder.DEFAULT_FLOW_CONTROL_WINDOW);
  }

  /**
   * A connection of its own.
   *
   * @param window how many bytes may be on their way to a client that does not read
   */
  ManagedChannel connect(int window) {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port()))
        .flowControlWindow(window)
        .usePlaintext()
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    models.close();
    zoo.close();
    threads.shutdownNow();
  }
}
