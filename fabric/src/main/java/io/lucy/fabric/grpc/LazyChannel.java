package io.lucy.fabric.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A channel to an address that is not known before the first call, such as the port that this
 * process has yet to open.
 */
public final class LazyChannel extends Channel implements AutoCloseable {
  private final Supplier<String> address;
  private @Nullable ManagedChannel channel;

  /**
   * A channel that connects when it is first used.
   *
   * @param address as {@link Channels#to} takes it; asked once
   */
  public LazyChannel(Supplier<String> address) {
    this.address = address;
  }

  @Override
  public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
    return channel().newCall(method, options);
  }

  @Override
  public String authority() {
    return channel().authority();
  }

  private synchronized ManagedChannel channel() {
    ManagedChannel known = channel;
    if (known == null) {
      known = Channels.to(address.get());
      channel = known;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    if (channel != null) {
      channel.shutdownNow();
    }
  }
}
