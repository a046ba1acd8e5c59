package org.jbroker.runtime.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jbroker.EndpointOptions;
import org.jbroker.TlsOptions;

/**
 * The keys of TLS, which are one option together. They mean what they mean in the C++ Broker, but
 * for the default: there it is anonymous TLS, here none.
 *
 * <ul>
 *   <li>{@code broker.disable-ssl = true}: no TLS, whatever else is set;
 *   <li>any of {@code broker.ssl.*}: TLS with certificates;
 *   <li>{@code broker.disable-ssl = false} alone: anonymous TLS, as the C++ Broker then has it.
 * </ul>
 *
 * <p>Collects the settings of one load; confined to its thread.
 */
final class TlsKeys {

  static final String DISABLE = "broker.disable-ssl";
  static final String CERTIFICATE = "broker.ssl.certificate";
  static final String KEY = "broker.ssl.key";
  static final String PASSPHRASE = "broker.ssl.passphrase";
  static final String CA_FILE = "broker.ssl.cafile";
  static final String CA_FOLDER = "broker.ssl.capath";
  static final String VERIFY_HOSTNAME = "broker.ssl.verify-hostname";

  /** In the order of the documentation. */
  static final List<String> ALL =
      List.of(DISABLE, CERTIFICATE, KEY, PASSPHRASE, CA_FILE, CA_FOLDER, VERIFY_HOSTNAME);

  private final Map<String, String> texts = new HashMap<>();
  private Boolean disabled;
  private boolean verifyHostname;
  private String lastWhere = "";

  /** A key for the catalogue. It sets nothing by itself: that takes all keys together. */
  static Option option(String key) {
    return key.equals(DISABLE) || key.equals(VERIFY_HOSTNAME)
        ? Option.flag(key, (builder, ignored) -> {})
        : new Option(key, false, (builder, ignored) -> {});
  }

  /**
   * Takes a setting.
   *
   * @throws IllegalArgumentException naming the place and the key, and what is allowed; never the
   *     value
   */
  void apply(Setting setting) {
    try {
      switch (setting.key()) {
        case DISABLE -> disabled = Option.bool(setting.value());
        case VERIFY_HOSTNAME -> {
          verifyHostname = Option.bool(setting.value());
          lastWhere = where(setting);
        }
        default -> text(setting);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where(setting) + e.getMessage(), e);
    }
  }

  private void text(Setting setting) {
    if (!(setting.value() instanceof ConfigValue.Text text)) {
      throw new IllegalArgumentException("expected a string in quotes");
    }
    if (text.value().isEmpty()) {
      texts.remove(setting.key()); // As good as not set, as in the C++ Broker.
    } else {
      texts.put(setting.key(), text.value());
      lastWhere = where(setting);
    }
  }

  private static String where(Setting setting) {
    return setting.where() + ": " + setting.key() + ": ";
  }

  /**
   * Sets the option if one of the keys was set.
   *
   * @throws IllegalArgumentException if a setting that belongs to the others is missing
   */
  void finish(EndpointOptions.Builder options) {
    if (Boolean.TRUE.equals(disabled)) {
      options.tls(TlsOptions.off());
    } else if (!texts.isEmpty() || verifyHostname) {
      options.tls(certificates());
    } else if (disabled != null) {
      options.tls(TlsOptions.anonymous());
    }
  }

  private TlsOptions certificates() {
    try {
      TlsOptions.Builder tls = TlsOptions.builder().verifyHostname(verifyHostname);
      path(CERTIFICATE, tls, TlsOptions.Builder::certificate);
      path(KEY, tls, TlsOptions.Builder::key);
      path(CA_FILE, tls, TlsOptions.Builder::caFile);
      path(CA_FOLDER, tls, TlsOptions.Builder::caFolder);
      Optional.ofNullable(texts.get(PASSPHRASE)).ifPresent(tls::passphrase);
      return tls.build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(lastWhere + e.getMessage(), e);
    }
  }

  private void path(
      String key, TlsOptions.Builder tls, BiConsumer<TlsOptions.Builder, Path> setter) {
    String text = texts.get(key);
    if (text != null) {
      try {
        setter.accept(tls, Path.of(text));
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException(key + " is no path: " + e.getReason(), e);
      }
    }
  }
}
