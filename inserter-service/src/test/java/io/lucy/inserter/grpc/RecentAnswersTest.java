package io.lucy.inserter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final RecentAnswers<String, Integer> recent = new RecentAnswers<>(nanos::get);

  @Test
  void asksOnceInASecond() {
    assertThat(ask("plan")).contains(1);
    nanos.addAndGet(Duration.ofMillis(999).toNanos());
    assertThat(ask("plan")).contains(1);
    nanos.addAndGet(Duration.ofMillis(1).toNanos());

    assertThat(ask("plan")).contains(2);
  }

  @Test
  void tellsQuestionsApart() {
    assertThat(ask("one")).contains(1);

    assertThat(ask("other")).contains(2);
  }

  @Test
  void asksAgainAfterARefusalAndForWhatIsNotThere() {
    assertThatThrownBy(
            () ->
                recent.get(
                    "plan",
                    () -> {
                      throw new LucyException(Reason.LABEL_INVALID, "nobody knows it");
                    }))
        .hasMessage("nobody knows it");
    assertThat(recent.get("plan", Optional::empty)).isEmpty();

    assertThat(ask("plan")).contains(1);
  }

  @Test
  void forgetsTheOldestOfMany() {
    ask("first");
    for (int i = 0; i < 64; i++) {
      ask("other " + i);
    }

    assertThat(ask("other 63")).contains(65);
    assertThat(ask("first")).contains(66);
  }

  private Optional<Integer> ask(String question) {
    return recent.get(question, () -> Optional.of(asked.incrementAndGet()));
  }
}
