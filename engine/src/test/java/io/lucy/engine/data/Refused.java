package io.lucy.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that something is refused for a reason, with a message that names what matters. */
public final class Refused {
  private Refused() {}

  public static void refused(ThrowingCallable work, Reason reason, String... named) {
    Throwable thrown = catchThrowable(work);
    assertThat(thrown).isInstanceOf(LucyException.class).hasMessageContainingAll(named);
    assertThat(((LucyException) thrown).reason()).as(thrown.getMessage()).isEqualTo(reason);
  }
}
