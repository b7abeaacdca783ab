package io.lucy.transfer;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Some of many things, in order.
 *
 * @param next asks for those behind them; empty if there are none
 */
public record Page<T>(List<T> items, String next) {
  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1000;

  /** As many bytes as make a message that every client takes. */
  private static final int MAX_BYTES = 1 << 20;

  private static final int CHUNK = 32;

  /** Shows members of a set behind one of them. */
  @FunctionalInterface
  interface Members {
    List<String> after(String member, int limit);
  }

  /** An item, and how large it is. */
  record Sized<T>(T item, int sizeBytes) {}

  /** What a caller asks for: {@code size} 0 for the usual one, {@code token} empty to begin. */
  public record Request(int size, String token) {
    /**
     * Returns how many.
     *
     * @throws LucyException with {@link Reason#ARGUMENT_INVALID}
     */
    int checkedSize() {
      if (size < 0 || size > MAX_SIZE) {
        throw new LucyException(
            Reason.ARGUMENT_INVALID,
            "page size " + Integer.toUnsignedString(size) + " (expected: 0 to " + MAX_SIZE + ")");
      }
      return size == 0 ? DEFAULT_SIZE : size;
    }

    /**
     * Returns the member behind which the page begins.
     *
     * @throws LucyException with {@link Reason#ARGUMENT_INVALID}
     */
    String checkedToken(Pattern form) {
      if (!token.isEmpty() && !form.matcher(token).matches()) {
        throw new LucyException(
            Reason.ARGUMENT_INVALID,
            "page token '" + token + "' (expected: one that a page before gave)");
      }
      return token;
    }
  }

  /**
   * Collects a page. Members whose item is gone are passed over.
   *
   * @param form of a member
   */
  static <T> Page<T> of(
      Request request,
      Pattern form,
      Members members,
      Function<List<String>, List<Optional<Sized<T>>>> items) {
    int size = request.checkedSize();
    String last = request.checkedToken(form);
    List<T> page = new ArrayList<>();
    long bytes = 0;
    while (true) {
      List<String> chunk = members.after(last, CHUNK);
      List<Optional<Sized<T>>> found = items.apply(chunk);
      for (int i = 0; i < chunk.size(); i++) {
        if (page.size() == size || bytes >= MAX_BYTES) {
          return new Page<>(page, last);
        }
        last = chunk.get(i);
        if (found.get(i).isPresent()) {
          Sized<T> item = found.get(i).get();
          page.add(item.item());
          bytes += item.sizeBytes();
        }
      }
      if (chunk.size() < CHUNK) {
        return new Page<>(page, "");
      }
    }
  }
}
