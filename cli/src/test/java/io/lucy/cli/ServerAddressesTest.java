package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressesTest {
  @Test
  void takesOneAddressForAll() {
    assertThat(ServerAddresses.parse("host:1"))
        .isEqualTo(new ServerAddresses("host:1", "host:1", "host:1"));
  }

  @Test
  void takesAnAddressEachInAnyOrder() {
    assertThat(ServerAddresses.parse("transfer=c:3, zoo=a:1,inserter=b:2"))
        .isEqualTo(new ServerAddresses("a:1", "b:2", "c:3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zoo=a:1", "zoo=a:1,zoo=b:1,inserter=c:1", "zoo=a:1,b:2", "zoom=a:1"})
  void refusesWhatLeavesOneOut(String text) {
    assertThatThrownBy(() -> ServerAddresses.parse(text)).hasMessageContaining("inserter=");
  }
}
