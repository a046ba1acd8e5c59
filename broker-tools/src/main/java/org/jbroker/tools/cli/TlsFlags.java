package org.jbroker.tools.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jbroker.EndpointOptions;
import org.jbroker.TlsOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * How the connections of a tool are protected. The options override single keys of {@code
 * broker.conf}, {@code --tls-anonymous} and {@code --disable-ssl} all of them.
 */
public final class TlsFlags {

  private static final int MAX_PASSPHRASE_BYTES = 1024;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--disable-ssl",
      description = "No TLS, which is the default unless broker.conf says otherwise.")
  private boolean disableSsl;

  @Option(
      names = "--tls-anonymous",
      description =
          "TLS without certificates, the default of Zeek and the C++ tools: encrypted, but anybody"
              + " can be the other side.")
  private boolean anonymous;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "TLS with this certificate (PEM); needs --tls-key and --tls-ca or --tls-ca-dir.")
  private Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Private key of the certificate (PEM).")
  private Path key;

  @Option(
      names = "--tls-passphrase-file",
      paramLabel = "FILE",
      description = "File whose first line is the passphrase of the private key.")
  private Path passphraseFile;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "Authorities whose certificates are trusted (PEM).")
  private Path caFile;

  @Option(names = "--tls-ca-dir", paramLabel = "DIR", description = "Folder of such files.")
  private Path caFolder;

  @Option(
      names = "--tls-verify-host",
      description = "Check that a certificate is for the host that --peer names.")
  private boolean verifyHost;

  /**
   * The settings that these options stand for.
   *
   * @throws ParameterException if options contradict each other, or the passphrase cannot be read
   */
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    add(settings, "certificate", certificate);
    add(settings, "key", key);
    add(settings, "cafile", caFile);
    add(settings, "capath", caFolder);
    if (passphraseFile != null) {
      settings.add("--broker.ssl.passphrase=" + passphrase());
    }
    if (verifyHost) {
      settings.add("--broker.ssl.verify-hostname");
    }
    if (disableSsl && (anonymous || !settings.isEmpty())) {
      throw wrong("--disable-ssl and --tls-... exclude each other");
    }
    if (anonymous && !settings.isEmpty()) {
      throw wrong("--tls-anonymous and certificates exclude each other");
    }
    if (disableSsl) {
      settings.add("--disable-ssl");
    } else if (!settings.isEmpty()) {
      settings.add("--disable-ssl=false"); // Overrides broker.conf.
    }
    return settings;
  }

  private static void add(List<String> settings, String key, Path file) {
    if (file != null) {
      settings.add("--broker.ssl." + key + "=" + file);
    }
  }

  /** Anonymous TLS has no settings that could override those for certificates. */
  EndpointOptions apply(EndpointOptions options) {
    return anonymous ? options.toBuilder().tls(TlsOptions.anonymous()).build() : options;
  }

  private String passphrase() {
    try (InputStream in = Files.newInputStream(passphraseFile)) {
      byte[] bytes = in.readNBytes(MAX_PASSPHRASE_BYTES);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String first = text.lines().findFirst().orElse("");
      if (first.isEmpty()) {
        throw wrong("Invalid value for option '--tls-passphrase-file': its first line is empty");
      }
      return first;
    } catch (CharacterCodingException e) {
      throw wrong("Invalid value for option '--tls-passphrase-file': it is no UTF-8 text");
    } catch (IOException e) {
      throw wrong(
          "Invalid value for option '--tls-passphrase-file': cannot read " + e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
