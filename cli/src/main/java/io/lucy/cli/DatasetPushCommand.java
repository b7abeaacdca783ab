package io.lucy.cli;

import io.lucy.cli.client.DatasetUpload;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.DatasetSources;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.engine.data.SourceOptions;
import io.lucy.engine.data.Split;
import io.lucy.engine.io.WriteProbe;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lucy dataset push}: samples of any source as one dataset. */
@Command(
    name = "push",
    description = {
      "Make a dataset (safetensors, raw pixels) from samples on disk and give it to the",
      "services, or write it to a file. The source is a folder with one folder of images per",
      "label (also below train and test), a zip of one, a folder of MNIST's IDX files (also",
      ".gz), a folder of CIFAR-10 or CIFAR-100 binaries, or another dataset file."
    })
final class DatasetPushCommand extends LucyCommand {
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "SOURCE", description = "The file or folder to read.")
  private Path source;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Write a dataset file, replaced if it is there, and ask no services.")
  private @Nullable Path out;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "What the services call the dataset (default: made from its digest).")
  private String name;

  @Option(
      names = "--split",
      paramLabel = "PART",
      defaultValue = "auto",
      description = "Which part of the source: train, test, or auto for train if it has one.")
  private Split split;

  @Option(
      names = "--labels",
      paramLabel = "A,B,...",
      converter = CommaList.LabelsConverter.class,
      description = "Keep only these labels, in this order.")
  private CommaList.@Nullable Labels labels;

  @Option(
      names = "--per-class",
      paramLabel = "N",
      defaultValue = "0",
      description = "Take N random samples of each label.")
  private int perClass;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Decides which samples --per-class takes (default: 0).")
  private long seed;

  @Option(names = "--unlabelled", description = "Leave the labels out of the file.")
  private boolean unlabelled;

  @Option(
      names = "--label-names",
      paramLabel = "A,B,...",
      converter = CommaList.LabelsConverter.class,
      description = {
        "Names for a source that only has numbers, 0 first;",
        "'" + LabelNames.FASHION_MNIST + "' stands for the ten of that dataset."
      })
  private CommaList.@Nullable Labels labelNames;

  @Override
  int execute() {
    SourceOptions options =
        new SourceOptions(
            split, values(labels), perClass, seed, unlabelled, LabelNames.of(labelNames));
    Path file = out;
    if (file != null) {
      DatasetSources.checkApart(source, file);
      WriteProbe.file(file);
    }
    progress().stage("read " + source, 0);
    Dataset dataset = DatasetSources.open(source, options);
    cancellation().check();
    if (file != null) {
      progress().stage("write " + file, 0);
      SafetensorsFile.write(dataset, file);
      DatasetRow row = DatasetRow.of(file, dataset);
      show(row, stream -> print("wrote", row, stream));
      return ExitStatus.OK;
    }
    try (ServerOption.Connection connection = server.open(this)) {
      progress().stage("upload " + dataset.size() + " samples", 0);
      DatasetRow row =
          DatasetRow.of(new DatasetUpload(connection.services()).upload(dataset, name));
      show(row, stream -> print("pushed", row, stream));
    }
    return ExitStatus.OK;
  }

  private static List<String> values(CommaList.@Nullable Labels list) {
    return list == null ? List.of() : list.values();
  }

  private static void print(String done, DatasetRow row, PrintStream out) {
    out.printf(
        "%s %s: %d images of %s, %s%n",
        done, row.name(), row.samples(), row.shapeText(), Figures.bytes(row.bytes()));
    out.println("digest " + row.digest());
    Table table = new Table(Table.left("LABEL"), Table.right("SAMPLES"));
    row.labels().forEach(label -> table.row(label.name(), label.samples()));
    if (row.unlabelled() > 0) {
      table.row("(none)", row.unlabelled());
    }
    table.print(out);
  }
}
