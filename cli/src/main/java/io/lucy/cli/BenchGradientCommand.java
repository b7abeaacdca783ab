package io.lucy.cli;

import io.lucy.bench.GradientBenchmark;
import io.lucy.bench.GradientFigures;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import io.lucy.engine.surgery.Network;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lucy bench gradient}: the gradient of all masks, beside PyTorch. */
@Command(
    name = "gradient",
    description = {
      "Time the gradient of all masks of a ResNet-20, one mask per image, in turns with",
      "PyTorch (batch norm folded on both sides, as many threads) if Python has it."
    })
final class BenchGradientCommand extends LucyCommand {
  private static final int MAX_COUNT = 4096;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A ResNet-20 for 32x32 images to use instead of Lucy's own.")
  private @Nullable Path model;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images in a step (default: 64).")
  private int batch;

  @Option(
      names = "--bursts",
      paramLabel = "N",
      defaultValue = "12",
      description = "Turns of five steps on either side (default: 12).")
  private int bursts;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description = "The interpreter that has PyTorch (default: python3 or /usr/bin/python3).")
  private @Nullable String python;

  @Option(names = "--no-torch", description = "Leave PyTorch out.")
  private boolean noTorch;

  @Override
  int execute() {
    require("--batch", batch);
    require("--bursts", bursts);
    progress().stage("prepare", 0);
    Network network =
        model == null ? GradientBenchmark.resnet20(cancellation()) : Network.read(bytes(model));
    String name = model == null ? "resnet20" : String.valueOf(model.getFileName());
    GradientFigures figures =
        new GradientBenchmark(network, name, batch, progress(), cancellation())
            .run(bursts, pythons());
    show(figures, out -> print(figures, out));
    return ExitStatus.OK;
  }

  private List<String> pythons() {
    if (noTorch) {
      return List.of();
    }
    return python == null ? List.of("python3", "/usr/bin/python3") : List.of(python);
  }

  private static void print(GradientFigures figures, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "gradients of %d masks of %s, batch %d, %d threads, median of %d steps%n",
        figures.masks(),
        figures.network(),
        figures.batch(),
        figures.threads(),
        figures.steps());
    out.printf(Locale.ROOT, "Lucy     %.1f ms%n", figures.lucyMillis());
    Double torchMillis = figures.torchMillis();
    Double ratio = figures.ratio();
    if (torchMillis == null || ratio == null) {
      out.println("PyTorch  " + figures.torch());
    } else {
      out.printf(
          Locale.ROOT,
          "PyTorch  %.1f ms (%s)%nratio    %.2f%n",
          torchMillis,
          figures.torch(),
          ratio);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new LucyException(
          Reason.NOT_FOUND, "cannot read '" + file + "': " + DiskError.describe(e), e);
    }
  }

  private static void require(String option, int value) {
    if (value < 1 || value > MAX_COUNT) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, option + ": " + value + " (expected: 1 to " + MAX_COUNT + ")");
    }
  }
}
