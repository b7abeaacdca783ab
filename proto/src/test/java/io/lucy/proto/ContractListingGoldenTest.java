package io.lucy.proto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Makes every change of a contract visible in review. */
class ContractListingGoldenTest {
  private static final Path LISTING = Path.of("src", "test", "resources", "listing.txt");
  private static final Path ACTUAL = Path.of("target", "listing.txt");

  @Test
  void isTheListingThatWasAgreedOn() throws IOException {
    List<String> actual = ContractListing.of(Contracts.files());
    Files.write(ACTUAL, actual);

    List<String> agreed = Files.readAllLines(LISTING);

    assertThat(difference(agreed, actual))
        .as(
            "The contracts are not those of proto/%s. If they were meant to change, and only by"
                + " what old clients and stored bytes bear (fields are added, never renumbered):"
                + " cp proto/%s proto/%s",
            LISTING, ACTUAL, LISTING)
        .isEmpty();
    assertThat(actual).as("the order of the listing").isEqualTo(agreed);
  }

  private static List<String> difference(List<String> agreed, List<String> actual) {
    return Stream.concat(
            agreed.stream().filter(line -> !actual.contains(line)).map(line -> "- " + line),
            actual.stream().filter(line -> !agreed.contains(line)).map(line -> "+ " + line))
        .toList();
  }
}
