package org.jbroker.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jbroker.TlsOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Unmatched;

/** How the options of a command become those of its endpoint. */
class TlsFlagsTest {

  /** A command with nothing but the common options. */
  @Command(name = "any")
  private static final class AnyCommand {
    @Mixin private CommonOptions common;
    @Unmatched private List<String> unmatched = new ArrayList<>();
  }

  @TempDir Path folder;

  private static TlsOptions parse(String... arguments) {
    AnyCommand command = new AnyCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.common.endpointOptions(command.unmatched, List.of()).tls();
  }

  private static TlsOptions.Builder certificates() {
    return TlsOptions.builder()
        .certificate(Path.of("c.pem"))
        .key(Path.of("k.pem"))
        .caFile(Path.of("ca.pem"));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void eachModeHasItsOptions() {
    assertThat(parse()).isEqualTo(TlsOptions.off());
    assertThat(parse("--disable-ssl")).isEqualTo(TlsOptions.off());
    assertThat(parse("--tls-anonymous")).isEqualTo(TlsOptions.anonymous());
    assertThat(parse("--tls-cert=c.pem", "--tls-key", "k.pem", "--tls-ca", "ca.pem"))
        .isEqualTo(certificates().build());
    assertThat(
            parse(
                "--tls-cert=c.pem",
                "--tls-key=k.pem",
                "--tls-ca=ca.pem",
                "--tls-ca-dir=cas",
                "--tls-verify-host"))
        .isEqualTo(certificates().caFolder(Path.of("cas")).verifyHostname(true).build());
  }

  @Test
  void optionsOverrideTheConfigurationFile() throws IOException {
    Path conf =
        file(
            "broker.conf",
            """
            broker.disable-ssl = true
            broker.ssl { certificate = 'other.pem', key = 'k.pem', cafile = 'ca.pem' }
            """);
    String config = "--config-file=" + conf;
    assertThat(parse(config)).isEqualTo(TlsOptions.off());
    assertThat(parse(config, "--tls-cert=c.pem")).isEqualTo(certificates().build());
    assertThat(parse(config, "--tls-anonymous")).isEqualTo(TlsOptions.anonymous());
    file("broker.conf", "broker.disable-ssl = false");
    assertThat(parse(config)).isEqualTo(TlsOptions.anonymous());
    assertThat(parse(config, "--disable-ssl")).isEqualTo(TlsOptions.off());
  }

  @Test
  void thePassphraseIsTheFirstLineOfItsFile() throws IOException {
    Path secret = file("secret", "two words\r\nand more\n");
    assertThat(
            parse(
                "--tls-cert=c.pem",
                "--tls-key=k.pem",
                "--tls-ca=ca.pem",
                "--tls-passphrase-file=" + secret))
        .isEqualTo(certificates().passphrase("two words").build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\nsecond", "\u0000\u00ff"})
  void aPassphraseFileWithoutOneIsRefused(String text) throws IOException {
    Path secret = Files.write(folder.resolve("secret"), bytes(text));
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> parse("--tls-passphrase-file=" + secret))
        .withMessageContaining("'--tls-passphrase-file'");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
