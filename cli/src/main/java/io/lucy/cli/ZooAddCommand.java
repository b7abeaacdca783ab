package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxReader;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.zoo.NetworkCard;
import io.lucy.engine.zoo.ZooEntry;
import io.lucy.engine.zoo.ZooWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lucy zoo add}: an operator's act on a folder. */
@Command(
    name = "add",
    description = {
      "Add an ONNX classifier to a zoo; makes the zoo if need be.",
      "A name that the zoo has gets its next version. Nothing that is there is changed."
    })
final class ZooAddCommand extends LucyCommand {
  @Parameters(paramLabel = "FILE", description = "The ONNX file.")
  private Path file;

  @Option(names = "--zoo", paramLabel = "DIR", required = true, description = "The zoo's folder.")
  private Path zoo;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "What to call the network.")
  private String name;

  @Option(
      names = "--labels",
      paramLabel = "A,B,...",
      required = true,
      converter = CommaList.LabelsConverter.class,
      description = "Its labels, in the order of its outputs.")
  private CommaList.Labels labels;

  @ArgGroup(
      exclusive = false,
      heading = "How the network wants its pixels (default: pixel / 255):%n")
  private @Nullable NormalisationOptions normalisation;

  @Option(
      names = "--family",
      paramLabel = "NAME",
      defaultValue = "",
      description = "What kind of network it is, such as resnet20.")
  private String family;

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "The licence of its weights.")
  private String licence;

  private static final class NormalisationOptions {
    @Option(
        names = "--mean",
        paramLabel = "M,...",
        required = true,
        converter = CommaList.FloatsConverter.class,
        description = "Subtracted from pixel / 255; one per channel, or one for all.")
    private CommaList.Floats mean;

    @Option(
        names = "--std",
        paramLabel = "S,...",
        required = true,
        converter = CommaList.FloatsConverter.class,
        description = "Divides the rest; likewise.")
    private CommaList.Floats std;
  }

  @Override
  int execute() {
    Normalisation pixels =
        normalisation == null
            ? Normalisation.NONE
            : new Normalisation(normalisation.mean.values(), normalisation.std.values());
    byte[] model = ModelFile.read(file);
    checkFits(OnnxReader.read(model), labels.values(), pixels);
    NetworkCard card =
        new NetworkCard(
            family, null, pixels, null, null, null, null, null, null, licence, null, null);
    ZooEntry entry = ZooWriter.add(zoo, name, labels.values(), model, card);
    if (normalisation == null) {
      note(
          "the network gets pixels / 255, as no --mean and --std were given; if it was trained on"
              + " others, its answers will be wrong");
    }
    show(
        NetworkRow.of(entry),
        out -> {
          out.println("added " + entry.id() + " to " + zoo);
          out.println("digest " + entry.digest());
        });
    return ExitStatus.OK;
  }

  /** What the card will say must be true of the network, as far as its shapes tell. */
  private static void checkFits(Graph graph, List<String> labels, Normalisation pixels) {
    Shape logits = graph.output().shape();
    int outputs = logits.rank() < 2 ? 0 : logits.extent(-1);
    if (outputs != labels.size()) {
      throw new LucyException(
          Reason.LABEL_INVALID,
          "the network's output is "
              + logits
              + ", the labels are "
              + labels.size()
              + " (expected: a label for each output)");
    }
    Shape input = graph.input().shape();
    Optional<Integer> channels =
        input.rank() == 4 ? Optional.of(input.extent(1)) : Optional.empty();
    int means = pixels.mean().size();
    if (means > 1 && channels.filter(c -> c == means).isEmpty()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "the network's input is "
              + input
              + ", the means are "
              + means
              + " (expected: one for each channel, or one for all)");
    }
  }
}
