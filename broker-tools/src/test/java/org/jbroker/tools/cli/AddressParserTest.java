package org.jbroker.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jbroker.NetworkInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressParserTest {

  @Test
  void readsEveryForm() {
    assertThat(AddressParser.parse("127.0.0.1:9999")).isEqualTo(NetworkInfo.of("127.0.0.1", 9999));
    assertThat(AddressParser.parse("zeek.example.org:0"))
        .isEqualTo(NetworkInfo.of("zeek.example.org", 0));
    assertThat(AddressParser.parse("[::1]:65535")).isEqualTo(NetworkInfo.of("::1", 65_535));
    assertThat(AddressParser.parse("[fe80::1%eth0]:7"))
        .isEqualTo(NetworkInfo.of("fe80::1%eth0", 7));
    assertThat(AddressParser.parse("*:7")).isEqualTo(NetworkInfo.of("", 7));
    assertThat(AddressParser.parse(":7")).isEqualTo(NetworkInfo.of("", 7));
    assertThat(AddressParser.parse("unix:/tmp/a:b").toString()).isEqualTo("unix:/tmp/a:b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "host", "host:", "host:x", "host:-1", "host:65536", "host:99999999999", "host:1x",
        "::1:99", "a:b:1", "[::1]", "[::1]99", "[host]:1", "[::1:1", "ho st:1", "host\n:1",
        "tcp://host:1", "unix:", "unix:a\u0000b"
      })
  void refusesAnythingElseAndSaysWhatIsExpected(String text) {
    assertThatThrownBy(() -> AddressParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected HOST:PORT, [IPV6]:PORT or unix:PATH");
  }
}
