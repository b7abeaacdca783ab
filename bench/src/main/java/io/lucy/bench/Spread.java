package io.lucy.bench;

import java.util.Arrays;

/**
 * What several runs gave.
 *
 * @param mean of the runs
 * @param std sample standard deviation, with n − 1; 0 for a single run
 */
public record Spread(double mean, double std) {
  static Spread of(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new Spread(mean, values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)));
  }
}
