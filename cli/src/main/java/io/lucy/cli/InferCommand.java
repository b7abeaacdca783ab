package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.cli.client.Inference;
import io.lucy.cli.client.PathLookup;
import io.lucy.cli.client.Services;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.DatasetSources;
import io.lucy.engine.data.ImageFiles;
import io.lucy.engine.data.SourceOptions;
import io.lucy.engine.data.Split;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lucy infer}. */
@Command(
    name = "infer",
    description = {
      "Ask a network or a clone what is on some images. Nothing is downloaded: the services",
      "answer by the Open Inference Protocol."
    })
final class InferCommand extends LucyCommand {
  private static final int BATCH = 64;

  @Mixin private ServerOption server;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A network's name, or a clone's name or path id.")
  private String model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGES",
      description = {
        "PNG or JPEG files of one shape, or one dataset file, or one source of 'dataset push',",
        "of which the test part is asked."
      })
  private List<Path> images = new ArrayList<>();

  @Option(names = "--limit", paramLabel = "N", description = "Ask of the first N images only.")
  private @Nullable Integer limit;

  @Option(
      names = "--label-names",
      paramLabel = "A,B,...",
      converter = CommaList.LabelsConverter.class,
      description = {
        "Names for a source that only has numbers, 0 first;",
        "'" + LabelNames.FASHION_MNIST + "' stands for the ten of that dataset."
      })
  private CommaList.@Nullable Labels labelNames;

  /**
   * @param label the true one; null if not known
   * @param predicted the likeliest
   * @param probability of that, by softmax
   */
  private record Prediction(
      int image,
      @Nullable String label,
      String predicted,
      double probability,
      List<Float> logits) {}

  /**
   * @param accuracy on images of labels that the model knows; null if there are none
   */
  private record Answer(
      String model, List<String> labels, @Nullable Double accuracy, List<Prediction> predictions) {}

  @Override
  int execute() {
    Dataset data = read();
    try (ServerOption.Connection connection = server.open(this)) {
      Inference inference = inference(connection.services());
      Answer answer = ask(inference, data);
      show(answer, out -> print(answer, out));
    }
    return ExitStatus.OK;
  }

  /** A model is found by its own name; a clone that became the same path as another, by the id. */
  private Inference inference(Services services) {
    try {
      return new Inference(services, model);
    } catch (LucyException e) {
      if (e.reason() != Reason.NOT_FOUND) {
        throw e;
      }
      try {
        return new Inference(services, new PathLookup(services).find(model).path().id());
      } catch (LucyException neither) {
        throw neither.reason() == Reason.NOT_FOUND ? e : neither;
      }
    }
  }

  private Dataset read() {
    progress().stage("read " + images.get(0), 0);
    if (images.size() > 1 || ImageFiles.isImage(images.get(0))) {
      return ImageFiles.read(images);
    }
    SourceOptions options =
        SourceOptions.DEFAULT.withSplit(Split.TEST).withLabelNames(LabelNames.of(labelNames));
    Path source = images.get(0);
    return DatasetSources.isDataset(source)
        ? DatasetSources.open(source, options.withSplit(Split.AUTO))
        : DatasetSources.open(source, options);
  }

  private Answer ask(Inference inference, Dataset data) {
    int count = limit == null ? data.size() : Math.min(Math.max(limit, 0), data.size());
    progress().stage("infer with " + model, count);
    List<String> labels = inference.labels();
    List<Prediction> predictions = new ArrayList<>();
    for (int from = 0; from < count; from += BATCH) {
      cancellation().check();
      int batch = Math.min(BATCH, count - from);
      float[] logits = inference.logits(data, from, batch);
      for (int i = 0; i < batch; i++) {
        float[] row = Arrays.copyOfRange(logits, i * labels.size(), (i + 1) * labels.size());
        predictions.add(prediction(from + i, data, row, labels));
      }
      progress().step(from + batch);
    }
    return new Answer(model, labels, accuracy(predictions, labels), predictions);
  }

  private static Prediction prediction(
      int image, Dataset data, float[] logits, List<String> labels) {
    int best = 0;
    for (int k = 1; k < logits.length; k++) {
      best = logits[k] > logits[best] ? k : best;
    }
    double sum = 0;
    List<Float> all = new ArrayList<>();
    for (float logit : logits) {
      sum += Math.exp(logit - logits[best]);
      all.add(logit);
    }
    String label = data.label(image) < 0 ? null : data.labelNames().get(data.label(image));
    return new Prediction(image, label, labels.get(best), 1 / sum, all);
  }

  private static @Nullable Double accuracy(List<Prediction> predictions, List<String> labels) {
    List<Prediction> known =
        predictions.stream().filter(p -> p.label() != null && labels.contains(p.label())).toList();
    return known.isEmpty()
        ? null
        : (double) known.stream().filter(p -> p.predicted().equals(p.label())).count()
            / known.size();
  }

  private static void print(Answer answer, PrintStream out) {
    Table table = new Table(right("IMAGE"), left("LABEL"), left("PREDICTED"), right("PROBABILITY"));
    for (Prediction p : answer.predictions()) {
      table.row(
          p.image(),
          p.label() == null ? Figures.UNKNOWN : p.label(),
          p.predicted(),
          Figures.percent(p.probability()));
    }
    table.print(out);
    if (answer.accuracy() != null) {
      out.println("accuracy " + Figures.percent(answer.accuracy()) + " on the labels it knows");
    }
  }
}
