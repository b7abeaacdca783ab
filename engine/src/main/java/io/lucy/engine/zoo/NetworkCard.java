package io.lucy.engine.zoo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.io.OneLine;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a network besides its file and its labels: how it wants its pixels, and how
 * it was made.
 *
 * <p>Everything may be missing; unknown fields of a {@code card.json} are passed over. Text that is
 * not known is empty.
 *
 * @param family what kind of network, such as {@code resnet20}
 * @param data what it was trained on
 * @param normalisation how it wants its pixels; pixels / 255 if the card does not say
 * @param accuracy on the test samples of its labels, in [0, 1]; null if not measured
 * @param seed of its training; null if not known
 * @param options of its training
 * @param versions of the software that trained it
 * @param trainedAt when, as ISO 8601 in UTC
 * @param trainedSeconds how long training took; null if not known
 * @param licence of the weights
 * @param provenance where it comes from
 * @param model the file that the card speaks of; null if it does not say
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NetworkCard(
    String family,
    Data data,
    Normalisation normalisation,
    @Nullable Double accuracy,
    @Nullable Long seed,
    Map<String, String> options,
    Map<String, String> versions,
    String trainedAt,
    @Nullable Double trainedSeconds,
    String licence,
    String provenance,
    @Nullable Model model) {

  /** The card of a network that has none. */
  public static final NetworkCard NONE = parse("{}");

  /**
   * The dataset that a network was trained on: its name, the digest of its file, and the labels
   * used.
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Data(String name, String digest, List<String> labels) {
    public Data(@Nullable String name, @Nullable String digest, @Nullable List<String> labels) {
      this.name = line("name of the data", name);
      this.digest = line("digest of the data", digest);
      this.labels = labels == null ? List.of() : List.copyOf(labels);
      this.labels.forEach(label -> line("label", label));
    }
  }

  /**
   * A model file, recorded when it was added, so that a change is noticed.
   *
   * @param sha256 of the file, 64 lower-case hex digits
   * @param sizeBytes of the file
   */
  public record Model(
      @JsonProperty(required = true) String sha256, @JsonProperty(required = true) long sizeBytes) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public Model {
      if (!SHA256.matcher(sha256).matches()) {
        throw new LucyException(
            Reason.ARGUMENT_INVALID,
            "digest of the model '" + sha256 + "' (expected: SHA-256, 64 of 0-9 a-f)");
      }
    }
  }

  public NetworkCard(
      @Nullable String family,
      @Nullable Data data,
      @Nullable Normalisation normalisation,
      @Nullable Double accuracy,
      @Nullable Long seed,
      @Nullable Map<String, String> options,
      @Nullable Map<String, String> versions,
      @Nullable String trainedAt,
      @Nullable Double trainedSeconds,
      @Nullable String licence,
      @Nullable String provenance,
      @Nullable Model model) {
    if (accuracy != null && !(accuracy >= 0 && accuracy <= 1)) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, "accuracy " + accuracy + " (expected: a share of 0 to 1)");
    }
    this.family = line("family", family);
    this.data = data == null ? new Data(null, null, null) : data;
    this.normalisation = normalisation == null ? Normalisation.NONE : normalisation;
    this.accuracy = accuracy;
    this.seed = seed;
    this.options = sorted("an option", options);
    this.versions = sorted("a version", versions);
    this.trainedAt = line("time of training", trainedAt);
    this.trainedSeconds = trainedSeconds;
    this.licence = line("licence", licence);
    this.provenance = line("provenance", provenance);
    this.model = model;
  }

  public NetworkCard withNormalisation(Normalisation newNormalisation) {
    return new NetworkCard(
        family,
        data,
        newNormalisation,
        accuracy,
        seed,
        options,
        versions,
        trainedAt,
        trainedSeconds,
        licence,
        provenance,
        model);
  }

  /** The same for the file that a network is kept in. */
  public NetworkCard withModel(Model newModel) {
    return new NetworkCard(
        family,
        data,
        normalisation,
        accuracy,
        seed,
        options,
        versions,
        trainedAt,
        trainedSeconds,
        licence,
        provenance,
        newModel);
  }

  /**
   * Reads the text of a {@code card.json}.
   *
   * @throws LucyException with {@link Reason#ZOO_INVALID}
   */
  public static NetworkCard parse(String json) {
    try {
      NetworkCard card = Mapping.JSON.readValue(json, NetworkCard.class);
      if (card == null) {
        throw new LucyException(Reason.ZOO_INVALID, "the card is null (expected: a JSON object)");
      }
      return card;
    } catch (JsonProcessingException e) {
      throw new LucyException(
          Reason.ZOO_INVALID, "the card cannot be read: " + problem(e) + " (correct card.json)", e);
    }
  }

  /** Jackson's messages speak of Java's types, between backticks; a user knows fields. */
  private static String problem(JsonProcessingException e) {
    if (e.getCause() instanceof LucyException cause) {
      return String.valueOf(cause.getMessage());
    }
    String said = e.getOriginalMessage();
    if (e instanceof JsonMappingException mapping) {
      StringBuilder field = new StringBuilder();
      for (JsonMappingException.Reference step : mapping.getPath()) {
        String name = step.getFieldName();
        field.append(name == null ? "[" + step.getIndex() + "]" : "/" + name);
      }
      String what = said.contains("`") ? "a value of another kind is expected" : said;
      return (field.isEmpty() ? "" : "'" + field + "': ") + what;
    }
    return said + " (line " + e.getLocation().getLineNr() + ")";
  }

  /** The text of a {@code card.json}: fields in a fixed order, what is empty left out. */
  public String toJson() {
    try {
      return Mapping.JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of text and numbers is always JSON", e);
    }
  }

  private static String line(String what, @Nullable String text) {
    if (text != null && !OneLine.is(text)) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          what
              + " '"
              + OneLine.shown(text)
              + "' (expected: text on one line, without control characters)");
    }
    return text == null ? "" : text;
  }

  private static Map<String, String> sorted(String what, @Nullable Map<String, String> map) {
    if (map == null) {
      return Map.of();
    }
    map.forEach(
        (name, value) -> {
          line("name of " + what, name);
          line(what + " " + name, value);
        });
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }

  /** Apart, so that it is there before {@link #NONE} is made. */
  private static final class Mapping {
    static final JsonMapper JSON =
        JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .build();
  }
}
