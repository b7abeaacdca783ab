package io.lucy.fabric.log.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.fabric.log.Consumption;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private final RetryPolicy policy = new RetryPolicy(new Consumption(1, 5, Duration.ofMillis(200)));

  @Test
  void doublesThePauseUpToHalfAMinute() {
    assertThat(policy.pause(0)).isEqualTo(Duration.ofMillis(200));
    assertThat(policy.pause(1)).isEqualTo(Duration.ofMillis(400));
    assertThat(policy.pause(7)).isEqualTo(Duration.ofMillis(25_600));
    assertThat(policy.pause(8)).isEqualTo(Duration.ofSeconds(30));
    assertThat(policy.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void looksBehindWhatFuturesThrow() {
    IllegalStateException cause = new IllegalStateException("cause");
    assertThat(RetryPolicy.unwrapped(new CompletionException(new ExecutionException(cause))))
        .isSameAs(cause);
    CompletionException bare = new CompletionException("bare", null);
    assertThat(RetryPolicy.unwrapped(bare)).isSameAs(bare);
  }
}
