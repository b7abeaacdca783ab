package io.lucy.inserter;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.work.CloneId;
import io.lucy.proto.event.v1.CloneRecord;
import io.lucy.proto.zoo.v1.Plan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What clones are called, and what they are found by. */
final class CloneNames {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PATH_DIGITS = Pattern.compile("[0-9a-f]{6,64}");
  private static final Pattern DIGITS_AT_END = Pattern.compile("-[0-9a-f]{8}$");
  private static final int STEM = 80;
  private static final int NAMED_BY = 8;
  private static final int SAME_PATH = 1000;

  private final StoredClones stored;

  CloneNames(StoredClones stored) {
    this.stored = stored;
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * Gives a clone the name that it is asked for with, or one made from what it comes from and
   * digits of its id.
   *
   * @throws LucyException {@link Reason#ALREADY_EXISTS} if another clone has the name
   */
  String claim(CloneDraft draft, Plan plan) {
    CloneId id = draft.id();
    if (!draft.name().isEmpty()) {
      if (!stored.claimName(id, draft.name())) {
        throw new LucyException(
            Reason.ALREADY_EXISTS,
            "another clone is called '" + draft.name() + "' (choose another name, or none)");
      }
      return draft.name();
    }
    String stem = stem(draft, plan);
    for (int digits = NAMED_BY; digits < id.id().length(); digits += NAMED_BY) {
      String name = stem + "-" + id.id().substring(0, digits);
      String fitting = name.substring(Math.max(0, name.length() - 100));
      if (stored.claimName(id, fitting)) {
        return fitting;
      }
    }
    // Somebody gave a clone the digits of this one's id as a name.
    throw new LucyException(
        Reason.ALREADY_EXISTS, "every name made from '" + stem + "' is taken (choose one)");
  }

  private String stem(CloneDraft draft, Plan plan) {
    String parent =
        draft
            .parent()
            .flatMap(path -> byPath(draft.id().owner(), path.id()))
            .flatMap(stored::find)
            .map(record -> record.getClone().getName())
            .orElse("");
    String stem =
        parent.isEmpty()
            ? plan.getTarget().getNetwork().getName()
            : DIGITS_AT_END.matcher(parent).replaceFirst("");
    String clean = stem.replaceAll("[^A-Za-z0-9._-]", "-");
    return clean.isEmpty() ? "clone" : clean.substring(0, Math.min(STEM, clean.length()));
  }

  /**
   * The clone that an owner means; a deleted one too, if it is meant by its id or last had the
   * name.
   *
   * @throws LucyException {@link Reason#NOT_FOUND} if the digits are those of several paths
   */
  Optional<CloneId> find(String owner, String idNameOrPath) {
    if (isId(idNameOrPath)) {
      CloneId id = new CloneId(owner, idNameOrPath);
      if (stored.find(id).filter(CloneNames::isKnown).isPresent()) {
        return Optional.of(id);
      }
    }
    return named(owner, idNameOrPath)
        .or(() -> byPath(owner, idNameOrPath.toLowerCase(Locale.ROOT)));
  }

  private Optional<CloneId> named(String owner, String name) {
    return stored
        .named(owner, name)
        .filter(id -> stored.find(id).filter(CloneNames::isKnown).isPresent());
  }

  private static boolean isKnown(CloneRecord record) {
    return record.getDeleted() || CloneLife.isAccepted(record);
  }

  private Optional<CloneId> byPath(String owner, String digits) {
    if (!PATH_DIGITS.matcher(digits).matches()) {
      return Optional.empty();
    }
    // A whole id sorts behind itself: its members have more after it.
    List<StoredClones.Placed> found = stored.withPath(owner, digits, SAME_PATH);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    StoredClones.Placed first = found.get(0);
    if (!found.get(found.size() - 1).pathId().equals(first.pathId())) {
      throw new LucyException(
          Reason.NOT_FOUND,
          "more than one clone path begins with " + digits + " (give more digits)");
    }
    return Optional.of(first.id());
  }

  static LucyException unknown(String idNameOrPath) {
    return new LucyException(
        Reason.NOT_FOUND,
        "no clone '"
            + idNameOrPath
            + "' (expected: its id, its name, or at least 6 digits of its path's id)");
  }
}
