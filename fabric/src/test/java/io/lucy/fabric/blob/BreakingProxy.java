package io.lucy.fabric.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes connections on to a port, and breaks the first few after a number of bytes. */
final class BreakingProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 4096;

  private final ServerSocket listening;
  private final int target;
  private final int bytes;
  private final int times;
  private final AtomicInteger broken = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  BreakingProxy(int target, int bytes, int times) throws IOException {
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.bytes = bytes;
    this.times = times;
    threads.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** How many connections it broke. */
  int broken() {
    return broken.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        int limit = broken.get() < times ? bytes : Integer.MAX_VALUE;
        Passage passage = new Passage(client, server, limit);
        threads.execute(() -> passage.pass(client, server));
        threads.execute(() -> passage.pass(server, client));
      }
    } catch (IOException e) {
      // The proxy is being closed.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }

  private final class Passage {
    private final Socket client;
    private final Socket server;
    private final AtomicInteger left;

    Passage(Socket client, Socket server, int limit) {
      this.client = client;
      this.server = server;
      this.left = new AtomicInteger(limit);
    }

    void pass(Socket from, Socket to) {
      byte[] buffer = new byte[BUFFER_BYTES];
      try (client;
          server) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          int before = left.getAndAdd(-read);
          if (before >= 0 && before < read) {
            broken.incrementAndGet();
          }
          if (before < read) {
            return;
          }
          out.write(buffer, 0, read);
        }
      } catch (IOException e) {
        // The other direction broke it.
        return;
      }
    }
  }
}
