package io.lucy.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * PyTorch in a process of its own, taking the same step as {@link MaskGradient}.
 *
 * <p>Between its steps it sleeps. One thread at a time; the process ends when this is closed.
 */
final class TorchPeer implements AutoCloseable {
  private static final String SCRIPT = "gradient.py";

  private final Path script;
  private final Process process;
  private final BufferedReader answers;
  private final String version;

  private TorchPeer(Path script, Process process, BufferedReader answers, String version) {
    this.script = script;
    this.process = process;
    this.answers = answers;
    this.version = version;
  }

  /**
   * Starts the peer.
   *
   * @param python the interpreter to ask
   * @param paddedShortcuts whether shortcuts that change the shape are slices with zero channels
   * @param sleeping whether its threads sleep while they wait for each other, or spin
   * @throws IOException with what is missing, if it does not answer
   */
  static TorchPeer start(
      String python, int batch, int threads, boolean paddedShortcuts, boolean sleeping)
      throws IOException {
    Path script = Files.createTempFile("lucy-", "-" + SCRIPT);
    try (InputStream in = TorchPeer.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + SCRIPT);
      }
      Files.write(script, in.readAllBytes());
      ProcessBuilder builder =
          new ProcessBuilder(
                  python,
                  script.toString(),
                  Integer.toString(batch),
                  Integer.toString(threads),
                  paddedShortcuts ? "pad" : "convolution")
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
      if (sleeping) {
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
      }
      Process process = builder.start();
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String hello = answers.readLine();
      if (hello == null || !hello.startsWith("torch ")) {
        process.destroy();
        throw new IOException(python + " has no PyTorch");
      }
      return new TorchPeer(script, process, answers, hello.substring("torch ".length()));
    } catch (IOException e) {
      Files.deleteIfExists(script);
      throw e;
    }
  }

  /** The first of some interpreters that has PyTorch. */
  static TorchPeer startAny(
      List<String> pythons, int batch, int threads, boolean paddedShortcuts, boolean sleeping)
      throws IOException {
    IOException last = new IOException("no interpreter to ask");
    for (String python : pythons) {
      try {
        return start(python, batch, threads, paddedShortcuts, sleeping);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** The version of PyTorch. */
  String version() {
    return version;
  }

  /** Takes steps and returns the seconds of each. */
  double[] steps(int count) throws IOException {
    OutputStream orders = process.getOutputStream();
    orders.write((count + "\n").getBytes(StandardCharsets.UTF_8));
    orders.flush();
    double[] seconds = new double[count];
    for (int i = 0; i < count; i++) {
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException("PyTorch ended before its steps were done");
      }
      seconds[i] = Double.parseDouble(answer);
    }
    return seconds;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      Files.deleteIfExists(script);
    } catch (IOException e) {
      script.toFile().deleteOnExit();
    }
  }
}
