package io.lucy.engine.plan;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Chooses the networks of a clone.
 *
 * <p>The target is the network that knows the most labels of the task; sources cover the rest
 * greedily, each time the one that adds most. Ties go to images of the right shape, then to
 * recorded accuracy, fewer FLOPs, and the digest. Reads every network that knows a label of the
 * task once.
 */
public final class Planner {
  private static final int SHOWN_LABELS = 60;

  private final Zoo zoo;
  private final Function<ZooEntry, NetworkFacts> facts;
  private final List<Plan.Unusable> unusable = new ArrayList<>();
  private final Map<String, Candidate> candidates = new LinkedHashMap<>();
  private final PlanRequest request;

  private Planner(Zoo zoo, Function<ZooEntry, NetworkFacts> facts, PlanRequest request) {
    this.zoo = zoo;
    this.facts = facts;
    this.request = request;
  }

  /**
   * Plans a clone.
   *
   * @throws LucyException {@link Reason#LABEL_INVALID} for labels that no network knows, or that
   *     the chosen ones leave out; {@link Reason#DATASET_INVALID} when no target takes the images;
   *     {@link Reason#ARGUMENT_INVALID} for a network named twice; {@link Reason#NOT_FOUND} for one
   *     that is not in the zoo
   */
  public static Plan plan(ZooNetworks networks, PlanRequest request) {
    return plan(networks.zoo(), networks::facts, request);
  }

  /**
   * As {@link #plan(ZooNetworks, PlanRequest)}.
   *
   * @param facts of a network of the zoo; {@link Reason#DIGEST_MISMATCH} and {@link
   *     Reason#NOT_FOUND} end the planning, for every other reason the network is unusable
   */
  public static Plan plan(Zoo zoo, Function<ZooEntry, NetworkFacts> facts, PlanRequest request) {
    return new Planner(zoo, facts, request).plan();
  }

  private Plan plan() {
    requireKnown();
    zoo.entries().stream()
        .filter(e -> e.labels().stream().anyMatch(request.labels()::contains))
        .forEach(this::consider);
    Plan.Choice target = request.target().isPresent() ? givenTarget() : bestTarget();
    List<String> missing = without(request.labels(), target.labels());
    List<Plan.Choice> sources =
        request.sources().isEmpty()
            ? cover(target.network(), missing)
            : givenSources(target.network(), missing);
    return new Plan(request.labels(), target, sources, unusable);
  }

  private void consider(ZooEntry entry) {
    try {
      candidates.put(entry.id(), candidate(entry));
    } catch (LucyException e) {
      if (e.reason() == Reason.DIGEST_MISMATCH || e.reason() == Reason.NOT_FOUND) {
        throw e;
      }
      unusable.add(new Plan.Unusable(entry, e.reason() + ": " + e.getMessage()));
    }
  }

  private Candidate candidate(ZooEntry entry) {
    NetworkFacts found = facts.apply(entry);
    return new Candidate(
        entry,
        request.labels().stream().filter(entry.labels()::contains).toList(),
        found.images(),
        found.flops(),
        found.canBeSource());
  }

  private Plan.Choice bestTarget() {
    List<Candidate.Ranked> ranked =
        candidates.values().stream()
            .map(c -> c.ranked(request.labels(), request.images().orElse(c.images())))
            .sorted(Candidate.Ranked.BEST_FIRST)
            .toList();
    Candidate.Ranked best =
        ranked.stream().filter(Candidate.Ranked::sameShape).findFirst().orElseThrow(this::noTarget);
    List<Plan.Alternative> alternatives =
        ranked.stream()
            .filter(r -> r != best)
            .map(
                r ->
                    alternative(
                        r,
                        r.sameShape()
                            ? r.behind(best)
                            : "takes images of " + r.candidate().images() + ", unlike the data"))
            .toList();
    String reason =
        "knows the most labels, " + best.added().size() + " of " + request.labels().size();
    return new Plan.Choice(
        best.candidate().entry(), best.added(), best.added(), reason, alternatives);
  }

  private LucyException noTarget() {
    if (candidates.isEmpty()) {
      return new LucyException(
          Reason.LABEL_INVALID,
          "no network that knows the labels can be used: "
              + unusable.stream().map(Plan.Unusable::reason).collect(Collectors.joining("; ")));
    }
    String shapes =
        candidates.values().stream()
            .map(c -> c.entry().name() + " " + c.images())
            .collect(Collectors.joining(", "));
    return new LucyException(
        Reason.DATASET_INVALID,
        "images of the data: "
            + request.images().orElseThrow()
            + "; no network that knows the labels takes them ("
            + shapes
            + "; give data of one of these shapes)");
  }

  private Plan.Choice givenTarget() {
    Candidate target = given(request.target().orElseThrow());
    request
        .images()
        .filter(shape -> !shape.equals(target.images()))
        .ifPresent(
            shape -> {
              throw new LucyException(
                  Reason.DATASET_INVALID,
                  "images of the data: "
                      + shape
                      + " (expected by the target "
                      + target.entry().name()
                      + ": "
                      + target.images()
                      + "; name another target, or give other data)");
            });
    return new Plan.Choice(
        target.entry(), target.known(), target.known(), "named by the user", List.of());
  }

  private Candidate given(String name) {
    ZooEntry entry = zoo.find(name);
    Candidate candidate = candidate(entry);
    if (candidate.known().isEmpty()) {
      throw new LucyException(
          Reason.LABEL_INVALID,
          "'"
              + entry.name()
              + "' knows none of the labels "
              + String.join(", ", request.labels())
              + " (it knows: "
              + listed(entry.labels())
              + ")");
    }
    return candidate;
  }

  private List<Plan.Choice> cover(ZooEntry target, List<String> labels) {
    ImageShape shape = facts.apply(target).images();
    List<Plan.Choice> sources = new ArrayList<>();
    List<String> missing = labels;
    while (!missing.isEmpty()) {
      List<String> still = missing;
      List<Candidate.Ranked> ranked =
          candidates.values().stream()
              .filter(c -> c.canBeSource() && !isChosen(c.entry(), target, sources))
              .map(c -> c.ranked(still, shape))
              .filter(r -> !r.added().isEmpty())
              .sorted(Candidate.Ranked.BEST_FIRST)
              .toList();
      if (ranked.isEmpty()) {
        throw uncovered(missing);
      }
      Candidate.Ranked best = ranked.get(0);
      List<Plan.Alternative> alternatives =
          ranked.stream().skip(1).map(r -> alternative(r, r.behind(best))).toList();
      String reason =
          "adds the most labels, " + best.added().size() + " of " + missing.size() + " missing";
      sources.add(
          new Plan.Choice(
              best.candidate().entry(),
              best.candidate().known(),
              best.added(),
              reason,
              alternatives));
      missing = without(missing, best.added());
    }
    return sources;
  }

  private List<Plan.Choice> givenSources(ZooEntry target, List<String> labels) {
    List<Plan.Choice> sources = new ArrayList<>();
    List<String> missing = labels;
    for (String name : request.sources()) {
      Candidate source = given(name);
      if (isChosen(source.entry(), target, sources)) {
        throw new LucyException(
            Reason.ARGUMENT_INVALID,
            "'" + source.entry().name() + "' plays a part twice (name another source)");
      }
      if (!source.canBeSource()) {
        throw new LucyException(
            Reason.OPERATOR_UNSUPPORTED,
            "'"
                + source.entry().name()
                + "' cannot be a source; 'lucy zoo check "
                + source.entry().path()
                + "' says why");
      }
      List<String> added = source.known().stream().filter(missing::contains).toList();
      sources.add(
          new Plan.Choice(source.entry(), source.known(), added, "named by the user", List.of()));
      missing = without(missing, added);
    }
    if (!missing.isEmpty()) {
      throw uncovered(missing);
    }
    return sources;
  }

  private static boolean isChosen(ZooEntry entry, ZooEntry target, List<Plan.Choice> sources) {
    return entry.digest().equals(target.digest())
        || sources.stream().anyMatch(s -> s.network().digest().equals(entry.digest()));
  }

  private static Plan.Alternative alternative(Candidate.Ranked ranked, String reason) {
    return new Plan.Alternative(ranked.candidate().entry(), ranked.candidate().known(), reason);
  }

  /** Labels that some network of the zoo knows, but none that can play a part. */
  private LucyException uncovered(List<String> missing) {
    String who =
        zoo.entries().stream()
            .filter(e -> e.labels().stream().anyMatch(missing::contains))
            .map(ZooEntry::name)
            .collect(Collectors.joining(", "));
    String why = unusable.stream().map(u -> "\n  " + u.reason()).collect(Collectors.joining());
    return new LucyException(
        Reason.LABEL_INVALID,
        "no chosen network knows: "
            + String.join(", ", missing)
            + " (known to: "
            + who
            + "; name one of them with --source, or drop the labels)"
            + why);
  }

  private void requireKnown() {
    TreeSet<String> known = new TreeSet<>();
    boolean open = request.target().isEmpty() && request.sources().isEmpty();
    (open ? zoo.entries() : zoo.versions()).forEach(e -> known.addAll(e.labels()));
    List<String> unknown = request.labels().stream().filter(l -> !known.contains(l)).toList();
    if (!unknown.isEmpty()) {
      String meant =
          unknown.stream()
              .flatMap(u -> known.stream().filter(u::equalsIgnoreCase).findFirst().stream())
              .map(l -> "'" + l + "'")
              .collect(Collectors.joining(", "));
      throw new LucyException(
          Reason.LABEL_INVALID,
          "no network of the zoo knows: "
              + unknown.stream().map(l -> "'" + l + "'").collect(Collectors.joining(", "))
              + (meant.isEmpty() ? "" : " (did you mean " + meant + "?)")
              + " (known: "
              + listed(List.copyOf(known))
              + ")");
    }
  }

  private static String listed(List<String> labels) {
    String shown = labels.stream().limit(SHOWN_LABELS).collect(Collectors.joining(", "));
    return labels.size() > SHOWN_LABELS
        ? shown + " and " + (labels.size() - SHOWN_LABELS) + " more"
        : shown;
  }

  private static List<String> without(List<String> labels, List<String> gone) {
    return labels.stream().filter(l -> !gone.contains(l)).toList();
  }
}
