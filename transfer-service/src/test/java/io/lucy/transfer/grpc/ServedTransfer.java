package io.lucy.transfer.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.lucy.fabric.grpc.ErrorInterceptor;
import io.lucy.fabric.grpc.GrpcLimits;
import io.lucy.fabric.grpc.Owner;
import io.lucy.fabric.log.embedded.EmbeddedEventLog;
import io.lucy.fabric.state.EmbeddedStateStore;
import io.lucy.transfer.Transfer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The service over a real socket of this machine, with an embedded log and store. Its callers say
 * in a header who they are.
 */
final class ServedTransfer implements AutoCloseable {
  private static final Metadata.Key<String> NAME =
      Metadata.Key.of("test-owner", Metadata.ASCII_STRING_MARSHALLER);

  final EmbeddedEventLog log;
  final Transfer transfer;
  private final EmbeddedStateStore state = new EmbeddedStateStore();
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final Server server;
  private final ManagedChannel channel;

  ServedTransfer(Path folder, long quotaBytes) {
    log = new EmbeddedEventLog(folder.resolve("log"));
    transfer =
        new Transfer(
            new Transfer.Settings(
                folder.resolve("data"),
                quotaBytes,
                Duration.ofHours(24),
                Duration.ofHours(1),
                1 << 20),
            log,
            state,
            Clock.systemUTC());
    transfer.start();
    try {
      server =
          NettyServerBuilder.forAddress(loopback(0))
              .executor(threads)
              .maxInboundMessageSize(GrpcLimits.MESSAGE_BYTES)
              .addService(new BlobService(transfer))
              .addService(new DatasetService(transfer))
              .addService(new PathService(transfer))
              .addService(new TransferByteStream(transfer))
              .intercept(new ErrorInterceptor())
              .intercept(new Identification())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = connect();
  }

  /** The connection of somebody. */
  io.grpc.Channel as(String owner) {
    return as(owner, channel);
  }

  static io.grpc.Channel as(String owner, ManagedChannel connection) {
    Metadata headers = new Metadata();
    headers.put(NAME, owner);
    return io.grpc.ClientInterceptors.intercept(
        connection, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** A connection of its own. */
  ManagedChannel connect() {
    return NettyChannelBuilder.forAddress(loopback(server.getPort())).usePlaintext().build();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    transfer.close();
    threads.shutdownNow();
    log.close();
    state.close();
  }

  private static final class Identification implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      String owner = headers.get(NAME);
      return owner == null
          ? Contexts.interceptCall(Context.current(), call, headers, next)
          : Contexts.interceptCall(Owner.in(owner), call, headers, next);
    }
  }
}
