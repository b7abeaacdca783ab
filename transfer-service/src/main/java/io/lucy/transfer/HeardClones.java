package io.lucy.transfer;

import io.lucy.fabric.state.StateStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was heard of each clone, and the data that is kept for those that are being built.
 *
 * <p>Every method is idempotent, and tolerates that another process does the same at the same time.
 */
final class HeardClones {
  /** Longer than events are kept, so that none finds its clone forgotten. */
  private static final Duration MEMORY = Duration.ofDays(30);

  private final StateStore state;
  private final References references;
  private final Function<String, Optional<byte[]>> reader;

  /** {@code reader} looks keys up. */
  HeardClones(StateStore state, References references, Function<String, Optional<byte[]>> reader) {
    this.state = state;
    this.references = references;
    this.reader = reader;
  }

  /** Adds to what is known of a clone, and keeps or lets go of its data accordingly. */
  CloneFacts hear(String owner, String cloneId, CloneFacts news) {
    CloneFacts facts = learn(TransferKeys.heard(owner, cloneId), news);
    String reference = References.clone(owner, cloneId);
    if (facts.needsData()) {
      facts.data().ifPresent(data -> references.add(data, reference));
      // Another process may have heard of the end after this one looked, and before it added.
      facts = facts(owner, cloneId).orElse(facts);
    }
    if (!facts.needsData()) {
      facts.data().ifPresent(data -> references.remove(data, reference));
    }
    return facts;
  }

  Optional<CloneFacts> facts(String owner, String cloneId) {
    return state.get(TransferKeys.heard(owner, cloneId)).map(CloneFacts::decode);
  }

  private CloneFacts learn(String key, CloneFacts news) {
    while (true) {
      Optional<byte[]> before = reader.apply(key);
      CloneFacts known = before.map(CloneFacts::decode).orElse(news).and(news);
      byte[] after = known.encode();
      boolean kept =
          before.isPresent()
              ? state.replace(key, before.get(), after)
              : state.putIfAbsent(key, after);
      if (kept) {
        if (known.ended() && !known.keepsPath()) {
          state.put(key, after, MEMORY);
        }
        return known;
      }
    }
  }
}
