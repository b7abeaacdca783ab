package io.lucy.inserter.grpc;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What other services answered within the last second, so that many equal questions at once cost
 * one. Refusals, and that something is not there, are not kept. Who asks while the first question
 * is under way asks too.
 */
final class RecentAnswers<Q, A> {
  private static final long BELIEVED_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST = 64;

  private final LongSupplier nanoClock;
  private final Map<Q, Answer<A>> answers = new LinkedHashMap<>();

  private record Answer<A>(A value, long sinceNanos) {}

  RecentAnswers() {
    this(System::nanoTime);
  }

  RecentAnswers(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  Optional<A> get(Q question, Supplier<Optional<A>> ask) {
    Optional<A> known = find(question);
    if (known.isPresent()) {
      return known;
    }
    long asked = nanoClock.getAsLong();
    Optional<A> answer = ask.get();
    answer.ifPresent(value -> keep(question, new Answer<>(value, asked)));
    return answer;
  }

  private synchronized Optional<A> find(Q question) {
    return Optional.ofNullable(answers.get(question))
        .filter(answer -> nanoClock.getAsLong() - answer.sinceNanos() < BELIEVED_NANOS)
        .map(Answer::value);
  }

  private synchronized void keep(Q question, Answer<A> answer) {
    answers.remove(question);
    answers.put(question, answer);
    var oldest = answers.entrySet().iterator();
    while (answers.size() > MOST) {
      oldest.next();
      oldest.remove();
    }
  }
}
