package io.lucy.fabric.grpc;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Says where the server listens, and ends a process that nobody can reach: Quarkus itself would log
 * that the port is taken, and go on without a server.
 */
@Singleton
class ServerStart {
  private static final Logger LOG = System.getLogger(ServerStart.class.getName());
  private static final int BEFORE_OTHERS = 1;

  private final GrpcServer server;
  private final String host;
  private final int port;

  ServerStart(
      GrpcServer server,
      @ConfigProperty(name = "lucy.host") String host,
      @ConfigProperty(name = "lucy.port") int port) {
    this.server = server;
    this.host = host;
    this.port = port;
  }

  /** Called when the server has started, or has not. */
  void check(@Observes @Priority(BEFORE_OTHERS) StartupEvent event) {
    if (server.getPort() < 0) {
      throw new LucyException(
          Reason.UNAVAILABLE,
          "cannot listen on " + host + " port " + port + "; taken? (choose another: LUCY_PORT)");
    }
    LOG.log(Level.INFO, "listening on " + host + " port " + server.getPort());
  }
}
