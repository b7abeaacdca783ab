package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.cli.client.DatasetLookup;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.engine.io.DiskError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lucy dataset list}: the datasets of the services, or the dataset files of a folder. */
@Command(
    name = "list",
    description = {
      "List the datasets that the services keep, or the dataset files (*.safetensors) of",
      "a folder."
    })
final class DatasetListCommand extends LucyCommand {
  private static final String SUFFIX = ".safetensors";

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "A folder whose files to list instead of what the services keep.")
  private @Nullable Path folder;

  @Mixin private ServerOption server;

  @Override
  int execute() {
    List<DatasetRow> rows = folder == null ? kept() : inFolder(folder);
    show(rows, out -> print(rows, out));
    return ExitStatus.OK;
  }

  private List<DatasetRow> kept() {
    try (ServerOption.Connection connection = server.open(this)) {
      return new DatasetLookup(connection.services()).list().stream().map(DatasetRow::of).toList();
    }
  }

  private List<DatasetRow> inFolder(Path folder) {
    List<DatasetRow> rows = new ArrayList<>();
    List<Path> files = files(folder);
    progress().stage("read " + folder, files.size());
    for (Path file : files) {
      cancellation().check();
      try {
        rows.add(DatasetRow.of(file, SafetensorsFile.read(file)));
      } catch (LucyException e) {
        warn(e.getMessage());
      }
      progress().step(rows.size());
    }
    return rows;
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new LucyException(Reason.NOT_FOUND, "no folder '" + folder + "' (check the name)");
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .filter(Files::isRegularFile)
          .map(Path::normalize)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new LucyException(
          Reason.NOT_FOUND, "cannot read '" + folder + "': " + DiskError.describe(e), e);
    }
  }

  private static void print(List<DatasetRow> rows, PrintStream out) {
    Table table =
        new Table(
            left("NAME"),
            right("SAMPLES"),
            right("SHAPE"),
            right("SIZE"),
            left("DIGEST"),
            left("LABELS"));
    for (DatasetRow row : rows) {
      table.row(
          row.name(),
          row.samples(),
          row.shapeText(),
          Figures.bytes(row.bytes()),
          Figures.shortDigest(row.digest()),
          row.labels().stream().map(DatasetRow.LabelCount::name).collect(Collectors.joining(", ")));
    }
    table.print(out);
  }
}
