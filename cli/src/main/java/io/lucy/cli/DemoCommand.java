package io.lucy.cli;

import io.lucy.bench.DemoFigures;
import io.lucy.bench.Demonstration;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.engine.zoo.Zoo;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lucy demo}: everything at once, on the bundled zoo and real images. */
@Command(
    name = "demo",
    description = {
      "Show what Lucy does: a task that no network of the bundled zoo covers, a clone of",
      "three networks that does, what else the same samples could have made, and the way",
      "back to the untouched target."
    })
final class DemoCommand extends LucyCommand {
  private static final String CALIBRATION = "fashion-calibration.safetensors";
  private static final String TEST = "fashion-test.safetensors";

  @Mixin private ZooOption zooOption;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of the images (default: the bundled one).")
  private @Nullable Path data;

  @Override
  int execute() {
    long began = System.nanoTime();
    Zoo zoo = zooOption.open(this);
    Path folder = data == null ? shell().home().resolve("demo").resolve("data") : data;
    Dataset samples = SafetensorsFile.read(folder.resolve(CALIBRATION));
    Dataset test = SafetensorsFile.read(folder.resolve(TEST));
    Demonstration demonstration =
        new Demonstration(zoo, Demonstration.Scenario.FASHION, progress(), cancellation());
    tell(out -> DemoText.plan(zoo, demonstration, out));
    DemoFigures figures = demonstration.run(samples, test, began);
    show(figures, out -> DemoText.result(figures, out));
    return ExitStatus.OK;
  }
}
