package io.lucy.cli.host;

import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.runtime.Application;
import java.io.Closeable;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;

/**
 * Starts the Quarkus application that it is part of; made by {@link EmbeddedServer}, in another
 * class loader, and so known there only by its interface of the Java library.
 *
 * <p>Takes the settings and tells the port on which the services listen. The result stops them. No
 * signal handler and no shutdown hook is installed: whoever starts the services stops them.
 */
public final class Host implements BiFunction<Map<String, String>, IntConsumer, Closeable> {
  @Override
  public Closeable apply(Map<String, String> settings, IntConsumer port) {
    HostConfigSource.use(settings);
    Application application = generated();
    application.start(new String[0]);
    port.accept(application.getValueRegistry().get(GrpcServer.GRPC_SERVER).getPort());
    return application;
  }

  private static Application generated() {
    try {
      return Class.forName(Application.APP_CLASS_NAME)
          .asSubclass(Application.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the application is not built by Quarkus", e);
    }
  }
}
