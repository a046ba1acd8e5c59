package org.jbroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Set;
import org.jbroker.TlsOptions.Protocol;
import org.junit.jupiter.api.Test;

class TlsOptionsTest {

  private static TlsOptions.Builder complete() {
    return TlsOptions.builder()
        .certificate(Path.of("c.pem"))
        .key(Path.of("k.pem"))
        .caFile(Path.of("ca.pem"));
  }

  @Test
  void endpointsHaveNoneUnlessTold() {
    assertThat(EndpointOptions.defaults().tls()).isEqualTo(TlsOptions.off());
    EndpointOptions anonymous =
        EndpointOptions.builder().tls(TlsOptions.anonymous()).build().toBuilder().build();
    assertThat(anonymous.tls().mode()).isEqualTo(TlsOptions.Mode.ANONYMOUS);
    assertThat(EndpointOptions.defaults().orElse(anonymous).tls()).isSameAs(anonymous.tls());
    assertThat(anonymous.orElse(EndpointOptions.defaults()).tls()).isSameAs(anonymous.tls());
  }

  @Test
  void certificatesAreMutual() {
    assertThat(complete().build().mode()).isEqualTo(TlsOptions.Mode.CERTIFICATES);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsOptions.builder().build())
        .withMessageEndingWith("there is no certificate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsOptions.builder().certificate(Path.of("c")).build())
        .withMessageEndingWith("there is no key");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsOptions.builder().certificate(Path.of("c")).key(Path.of("k")).build())
        .withMessageEndingWith("there is no CA file or folder");
    assertThatIllegalArgumentException().isThrownBy(() -> complete().protocols(Set.of()));
  }

  @Test
  void theyAreWhatWasSet() {
    TlsOptions options =
        complete()
            .caFolder(Path.of("cas"))
            .passphrase("secret")
            .verifyHostname(true)
            .protocols(Set.of(Protocol.TLS_1_3))
            .build();
    assertThat(options.certificate()).contains(Path.of("c.pem"));
    assertThat(options.key()).contains(Path.of("k.pem"));
    assertThat(options.caFile()).contains(Path.of("ca.pem"));
    assertThat(options.caFolder()).contains(Path.of("cas"));
    assertThat(options.passphrase()).contains("secret");
    assertThat(options.verifyHostname()).isTrue();
    assertThat(options.protocols()).containsExactly(Protocol.TLS_1_3);
    assertThat(complete().build().protocols()).containsExactly(Protocol.values());
  }

  @Test
  void neverShowThePassphrase() {
    TlsOptions options = complete().passphrase("secret").build();
    assertThat(options)
        .hasToString(
            "certificates (certificate c.pem, key k.pem with passphrase, CA file ca.pem, [TLS_1_2,"
                + " TLS_1_3])");
    assertThat(TlsOptions.off()).hasToString("off");
    assertThat(TlsOptions.anonymous()).hasToString("anonymous");
  }

  @Test
  void areEqualIfAllIs() {
    assertThat(complete().build()).isEqualTo(complete().build());
    assertThat(complete().build()).hasSameHashCodeAs(complete().build());
    assertThat(complete().build()).isNotEqualTo(complete().passphrase("x").build());
    assertThat(complete().build()).isNotEqualTo(complete().verifyHostname(true).build());
    assertThat(TlsOptions.off()).isNotEqualTo(TlsOptions.anonymous());
  }
}
