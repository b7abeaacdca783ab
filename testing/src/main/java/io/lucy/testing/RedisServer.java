package io.lucy.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Redis on a free port of this machine, which keeps nothing on disk. It can be killed,
 * halted and started again, empty, on the same port.
 *
 * <p>It is {@code redis-server} of this machine or, without one, a container of {@link
 * TestImages#redis}; without Docker either, starting it fails.
 */
public final class RedisServer implements AutoCloseable {
  private static final long START_SECONDS = 30;
  private static final int PROBE_MILLIS = 20;

  private final Program program;
  private final int port;
  private Process process;

  private RedisServer(Program program, int port) {
    this.program = program;
    this.port = port;
    this.process = program.start(port);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** Returns when it answers. */
  public static RedisServer start() {
    RedisServer server = new RedisServer(Program.find(), freePort());
    server.awaitAnswer();
    return server;
  }

  public int port() {
    return port;
  }

  /** What clients connect to. */
  public String address() {
    return "redis://127.0.0.1:" + port;
  }

  /** As a machine that loses power: without a word to anybody. */
  public void kill() {
    program.signal(port, process, "KILL");
    await(process);
  }

  /** Starts it again, empty. It must have been killed. */
  public void restart() {
    process = program.start(port);
    awaitAnswer();
  }

  /** It stays connected, and answers nothing. */
  public void halt() {
    program.signal(port, process, "STOP");
  }

  /** Goes on after {@link #halt}. */
  public void resume() {
    program.signal(port, process, "CONT");
  }

  /**
   * Breaks all connections of a kind, once.
   *
   * @param kind {@code normal} or {@code pubsub}
   */
  public void dropConnections(String kind) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(("CLIENT KILL TYPE " + kind + " SKIPME yes\r\n").getBytes(US_ASCII));
      socket.getInputStream().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  private void awaitAnswer() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!answers()) {
      if (System.nanoTime() - end > 0 || !process.isAlive()) {
        close();
        throw new IllegalStateException("Redis on port " + port + " did not start");
      }
      sleep();
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(5), US_ASCII).equals("+PONG");
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(PROBE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void await(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How to start a Redis here, and to send it a signal. */
  private enum Program {
    INSTALLED {
      @Override
      List<String> command(int port) {
        return List.of("redis-server", "--bind", "127.0.0.1", "--port", Integer.toString(port));
      }

      @Override
      List<String> signalCommand(int port, long processId, String signal) {
        return List.of("kill", "-" + signal, Long.toString(processId));
      }
    },
    CONTAINER {
      @Override
      List<String> command(int port) {
        return List.of(
            "docker",
            "run",
            "--rm",
            "--name",
            name(port),
            "--publish",
            "127.0.0.1:" + port + ":" + port,
            TestImages.redis(),
            "redis-server",
            "--protected-mode",
            "no",
            "--port",
            Integer.toString(port));
      }

      @Override
      List<String> signalCommand(int port, long processId, String signal) {
        return List.of("docker", "kill", "--signal", signal, name(port));
      }

      private String name(int port) {
        return "lucy-redis-" + port;
      }
    };

    abstract List<String> command(int port);

    abstract List<String> signalCommand(int port, long processId, String signal);

    static Program find() {
      if (isInstalled("redis-server")) {
        return INSTALLED;
      }
      if (isInstalled("docker")) {
        return CONTAINER;
      }
      throw new IllegalStateException(
          "this test needs a real Redis: install redis-server (Debian: apt-get install"
              + " redis-server), or Docker");
    }

    private static boolean isInstalled(String program) {
      String path = System.getenv().getOrDefault("PATH", "");
      for (String folder : path.split(":", -1)) {
        if (Files.isExecutable(Path.of(folder, program))) {
          return true;
        }
      }
      return false;
    }

    Process start(int port) {
      List<String> command = new ArrayList<>(command(port));
      command.addAll(List.of("--save", "", "--appendonly", "no"));
      return run(command);
    }

    void signal(int port, Process process, String signal) {
      await(run(signalCommand(port, process.pid(), signal)));
    }

    private static Process run(List<String> command) {
      try {
        return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
