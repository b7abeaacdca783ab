package io.lucy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A main class in a process of its own, with this one's class path, to be killed. It ends when its
 * standard input does, if it cares to look.
 */
public final class JavaProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private JavaProcess(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  public static JavaProcess start(Class<?> main, String... arguments) throws IOException {
    return start("exec \"$0\" \"$@\"", main, arguments);
  }

  /**
   * Starts a process that may not write files above a size.
   *
   * @param blocks of 512 bytes, or of 1024 where the shell is bash
   */
  public static JavaProcess startWithFileLimit(int blocks, Class<?> main, String... arguments)
      throws IOException {
    return start("ulimit -f " + blocks + " && exec \"$0\" \"$@\"", main, arguments);
  }

  private static JavaProcess start(String script, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new JavaProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  public long pid() {
    return process.pid();
  }

  /** The next line that it prints; waits for it. */
  public String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the process ended");
    }
    return line;
  }

  /** What it prints until it ends. */
  public Stream<String> lines() {
    return output.lines();
  }

  /** Ends it at once, as kill -9 does; what it printed before can still be read. */
  public void kill() throws InterruptedException {
    // Process.destroyForcibly() would close the streams too.
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
