package io.lucy.fabric.work;

import io.grpc.Channel;
import io.lucy.fabric.grpc.LazyChannel;
import io.quarkus.grpc.runtime.GrpcServer;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/** Channels to the other services: to where they are said to be, or to this process itself. */
@Singleton
public class ServiceChannels {
  private final LazyChannel zoo;
  private final LazyChannel transfer;

  ServiceChannels(WorkSettings settings, GrpcServer server) {
    Supplier<String> here = () -> "127.0.0.1:" + server.getPort();
    this.zoo = new LazyChannel(at(settings.zooAddress(), here));
    this.transfer = new LazyChannel(at(settings.transferAddress(), here));
  }

  private static Supplier<String> at(Optional<String> address, Supplier<String> here) {
    return () -> address.orElseGet(here);
  }

  public Channel zoo() {
    return zoo;
  }

  public Channel transfer() {
    return transfer;
  }

  @PreDestroy
  void close() {
    zoo.close();
    transfer.close();
  }
}
