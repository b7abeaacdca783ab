package io.lucy.engine.insert;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.local.Localisation;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.path.FilterMask;
import io.lucy.engine.path.FilterTuning;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.Tuning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Local(·) found in one source: plain data that can be sent, kept, and laid on the source
 * again wherever it is at hand.
 *
 * @param key of the request that this answers
 * @param sourceSha256 of the source's file
 * @param wanted labels that it was localised on
 * @param rounds of pruning the whole source, in order: each keeps less than the one before
 */
public record LocalisedSource(
    String key, String sourceSha256, List<String> wanted, List<Round> rounds) {
  /**
   * What one round left of the whole source.
   *
   * @param kept the filters that stay
   * @param tuning gains and shifts of the filters
   * @param similarity conditional similarity to the source on held-out images, with a re-fitted
   *     head
   * @param accuracyLost share of held-out wanted images that the source gets right and this does
   *     not, less the reverse
   */
  public record Round(
      FilterMask kept, FilterTuning tuning, double similarity, double accuracyLost) {}

  public LocalisedSource {
    wanted = List.copyOf(wanted);
    rounds = List.copyOf(rounds);
  }

  static LocalisedSource of(LocaliseRequest request, Localisation found) {
    List<Round> rounds = new ArrayList<>();
    for (Localisation.Round round : found.rounds()) {
      Tuning tuning = round.setting().tuning();
      rounds.add(
          new Round(
              FilterMask.of(found.groups().bits(round.setting().kept())),
              new FilterTuning(tuning.gains(), tuning.shifts()),
              round.similarity(),
              round.accuracyLost()));
    }
    return new LocalisedSource(
        request.key(), request.source().identity().fileSha256(), request.wanted(), rounds);
  }

  /**
   * Cuts the masks to the module at a position: smallest first, the last one keeps all filters.
   *
   * @throws LucyException {@link Reason#DIGEST_MISMATCH} when the module is of another network
   */
  List<MaskedModule.Setting> at(ModuleParts parts) {
    KnownNetwork source = parts.source();
    if (!source.identity().fileSha256().equals(sourceSha256)) {
      throw new LucyException(
          Reason.DIGEST_MISMATCH,
          "masks of network "
              + sourceSha256
              + " do not fit "
              + source.name()
              + ", which is "
              + source.identity().fileSha256()
              + "; localise it again");
    }
    ModuleParts whole = whole(source);
    List<MaskedModule.Setting> settings = new ArrayList<>();
    settings.add(MaskedModule.Setting.whole(parts.groups()));
    for (Round round : rounds) {
      settings.add(0, restricted(whole.groups(), round, parts.groups()));
    }
    return settings;
  }

  /** All of a source, as a module at the input. */
  static ModuleParts whole(KnownNetwork source) {
    // Which target it would be connected to does not matter: only the source's cut is read.
    return ModuleParts.of(source, new Position(source.cuts().get(0), source.cuts().get(0)));
  }

  private static MaskedModule.Setting restricted(
      FilterGroups whole, Round round, FilterGroups part) {
    boolean[] bits = new boolean[round.kept().filters()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = round.kept().kept(i);
    }
    Map<FilterGroups.Filter, Integer> place = new HashMap<>();
    for (int i = 0; i < whole.filters(); i++) {
      place.put(whole.filterList().get(i), i);
    }
    float[] gains = new float[part.filters()];
    float[] shifts = new float[gains.length];
    for (int i = 0; i < gains.length; i++) {
      Integer from = place.get(part.filterList().get(i));
      gains[i] = from == null ? 1 : round.tuning().gains()[from];
      shifts[i] = from == null ? 0 : round.tuning().shifts()[from];
    }
    boolean[] kept = part.restrict(whole, whole.kept(bits));
    return new MaskedModule.Setting(kept, Tuning.of(part, gains, shifts));
  }
}
