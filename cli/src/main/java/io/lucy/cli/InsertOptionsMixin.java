package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.proto.clone.v1.CloneOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How modules are localised and inserted. */
final class InsertOptionsMixin {
  private enum Search {
    NEAREST,
    ALL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record CutPair(int target, int source) {}

  private static final class CutPairConverter implements ITypeConverter<CutPair> {
    @Override
    public CutPair convert(String text) {
      String[] cuts = text.split(",", -1);
      try {
        if (cuts.length == 2) {
          return new CutPair(Integer.parseInt(cuts[0].strip()), Integer.parseInt(cuts[1].strip()));
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException(malformed(text));
      }
      throw new TypeConversionException(malformed(text));
    }

    private static String malformed(String text) {
      return "'" + text + "' (expected: a cut of the target and one of the source, as in 3,2)";
    }
  }

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of every random choice (default: 1). Equal seeds give equal clones.")
  private long seed;

  @Option(
      names = "--budget",
      paramLabel = "SHARE",
      description = "The share of a module's filters that may stay, above 0, at most 1.")
  private @Nullable Double budget;

  @Option(names = "--unmasked", description = "Keep every filter.")
  private boolean unmasked;

  @Option(
      names = "--positions",
      paramLabel = "WHICH",
      defaultValue = "nearest",
      description = {
        "Where to try to connect a source: at every cut of the target with the",
        "nearest of the source (nearest, the default), or with each (all)."
      })
  private Search positions;

  @Option(
      names = "--position",
      paramLabel = "T,S",
      converter = CutPairConverter.class,
      description = {
        "Connect there, without a search: a cut of the target and one of the source,",
        "by the numbers that 'zoo check' shows."
      })
  private @Nullable CutPair position;

  long seed() {
    return seed;
  }

  CloneOptions options() {
    if (budget != null && unmasked) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, "--budget with --unmasked (expected: one of them)");
    }
    CloneOptions.Builder options =
        CloneOptions.newBuilder()
            .setSeed(seed)
            .setUnmasked(unmasked)
            .setAllPositions(positions == Search.ALL);
    if (budget != null) {
      options.setBudget(budget);
    }
    if (position != null) {
      options.setPosition(
          io.lucy.proto.clone.v1.CutPair.newBuilder()
              .setTargetCut(position.target())
              .setSourceCut(position.source()));
    }
    return options.build();
  }
}
