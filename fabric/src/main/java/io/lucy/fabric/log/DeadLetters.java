package io.lucy.fabric.log;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.UnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What consumers gave up on: looked at by people, and put back into its topic when the reason is
 * gone. A letter stays where it lies when it is put back; consumers are idempotent.
 */
public final class DeadLetters {
  private static final int PAGE_CHARACTERS = 1 << 20;
  private static final byte[] LEFT_OUT = {};

  private final EventLog log;
  private final Map<String, Topic> topics;

  /**
   * @param topics those that letters can go back to
   */
  public DeadLetters(EventLog log, Collection<Topic> topics) {
    this.log = log;
    this.topics = topics.stream().collect(Collectors.toMap(Topic::name, Function.identity()));
  }

  /**
   * A letter that lies there.
   *
   * @param letter without the value of its record
   * @param valueBytes how large that is
   */
  public record Listed(Place place, DeadLetter letter, int valueBytes) {}

  /**
   * Some letters, oldest first.
   *
   * @param next where the rest begins; empty if this is all
   */
  public record Page(List<Listed> letters, Optional<Place> next) {}

  /**
   * Letters from a place on.
   *
   * @param limit at least 1; there are fewer if their headers are large
   */
  public Page list(Place from, int limit) {
    PageReader reader = new PageReader(limit);
    log.read(Topic.DEAD_LETTERS, from, reader);
    return new Page(List.copyOf(reader.letters), Optional.ofNullable(reader.next));
  }

  private static final class PageReader implements EventLog.PlacedReader {
    final List<Listed> letters = new ArrayList<>();
    private final int limit;
    private int characters;
    private @Nullable Place next;

    PageReader(int limit) {
      this.limit = limit;
    }

    @Override
    public boolean read(Place place, LogRecord record) {
      if (letters.size() == limit || characters > PAGE_CHARACTERS) {
        next = place;
        return false;
      }
      record.headers().forEach((name, value) -> characters += name.length() + value.length());
      LogRecord bare = new LogRecord(record.key(), LEFT_OUT, record.headers());
      letters.add(new Listed(place, DeadLetter.of(bare), record.value().length));
      return true;
    }
  }

  /**
   * Puts letters back into their topics, durably. If it throws, some may have been.
   *
   * @throws LucyException with {@code NOT_FOUND} if there is no such letter, or no such topic
   */
  public void replay(List<Place> places) {
    List<DeadLetter> letters = new ArrayList<>();
    for (Place place : places) {
      log.read(
          Topic.DEAD_LETTERS,
          place,
          (found, record) -> {
            if (found.equals(place)) {
              letters.add(DeadLetter.of(record));
            }
            return false;
          });
      if (letters.isEmpty()) {
        throw new LucyException(
            Reason.NOT_FOUND, "no dead letter " + place + " (list them to see which there are)");
      }
      putBack(letters.remove(0));
    }
  }

  /** Puts all letters that are there now back into their topics. How many. */
  public int replayAll() {
    int[] replayed = {0};
    log.read(
        Topic.DEAD_LETTERS,
        record -> {
          putBack(DeadLetter.of(record));
          replayed[0]++;
        });
    return replayed[0];
  }

  private void putBack(DeadLetter letter) {
    Topic topic = topics.get(letter.topic());
    if (topic == null) {
      throw new LucyException(
          Reason.NOT_FOUND,
          "the dead letter '%s' is from topic '%s', which this version of Lucy does not have"
              .formatted(letter.record().key(), letter.topic()));
    }
    try {
      log.append(topic, letter.record()).join();
    } catch (CompletionException e) {
      throw new UnavailableException(
          "cannot put back the dead letter '" + letter.record().key() + "' (try again later)",
          e.getCause());
    }
  }
}
