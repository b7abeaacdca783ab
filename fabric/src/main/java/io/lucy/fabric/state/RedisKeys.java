package io.lucy.fabric.state;

/**
 * How things are called in Redis: {@code lucy:value:KEY} holds a value, {@code lucy:set:NAME} a
 * set, and {@code lucy:watch:KEY} is the channel on which values of a key are published.
 *
 * @param prefix what all names begin with, such as {@code lucy:}. Channels know no database
 *     numbers, so installations that share a Redis need prefixes of their own
 */
record RedisKeys(String prefix) {
  private static final String VALUE = "value:";
  private static final String SET = "set:";
  private static final String WATCH = "watch:";

  String value(String key) {
    return prefix + VALUE + key;
  }

  String set(String name) {
    return prefix + SET + name;
  }

  String channel(String key) {
    return prefix + WATCH + key;
  }

  /** The key whose values a channel carries. */
  String keyOf(String channel) {
    return channel.substring(prefix.length() + WATCH.length());
  }

  /** A glob that matches every key of ours and no other. */
  String everything() {
    StringBuilder glob = new StringBuilder();
    for (int i = 0; i < prefix.length(); i++) {
      char letter = prefix.charAt(i);
      if ("*?[]^-\\".indexOf(letter) >= 0) {
        glob.append('\\');
      }
      glob.append(letter);
    }
    return glob.append('*').toString();
  }
}
