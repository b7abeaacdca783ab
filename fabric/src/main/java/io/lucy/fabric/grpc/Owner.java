package io.lucy.fabric.grpc;

import io.grpc.Context;
import java.util.regex.Pattern;

/**
 * Whose call this is: who sees what it makes, and whose quota it counts for. Travels in the context
 * of a gRPC call; without an identity it is {@link #LOCAL}.
 */
public final class Owner {
  /** Everybody, as long as nobody has an identity. */
  public static final String LOCAL = "local";

  private static final Context.Key<String> KEY = Context.keyWithDefault("lucy-owner", LOCAL);

  /** Without spaces and control characters: owners are parts of keys, and of members of sets. */
  private static final Pattern FORM = Pattern.compile("[!-~]{1,100}");

  private Owner() {}

  /** The owner of the call that this thread works for. */
  public static String current() {
    return KEY.get();
  }

  /**
   * The current context with an owner.
   *
   * @throws IllegalArgumentException for other than 1 to 100 visible ASCII characters
   */
  public static Context in(String owner) {
    if (!FORM.matcher(owner).matches()) {
      throw new IllegalArgumentException(
          "owner '" + owner + "' (expected: 1 to 100 visible ASCII characters)");
    }
    return Context.current().withValue(KEY, owner);
  }
}
