package io.lucy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lucy.engine.runtime.Cancellation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A command line run in this process, and what came of it. */
record CommandLineRun(int status, String out, String err) {

  /** Prepares a run in {@code home}, with a data folder there. */
  static Starter in(Path home) {
    return new Starter(home);
  }

  JsonNode json() {
    try {
      return new ObjectMapper().readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("stdout is not JSON: " + out, e);
    }
  }

  static final class Starter {
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final Cancellation cancellation = new Cancellation();

    private Starter(Path home) {
      this.home = home;
      environment.put("LUCY_DATA_DIR", home.resolve("data").toString());
    }

    Starter with(String variable, Object value) {
      environment.put(variable, value.toString());
      return this;
    }

    Starter cancelled() {
      cancellation.cancel();
      return this;
    }

    CommandLineRun run(Object... args) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Shell shell = new Shell(stream(out), stream(err), environment, home, 0);
      String[] words = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
      int status = Lucy.run(words, shell, cancellation);
      return new CommandLineRun(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
      return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }
  }
}
