package org.jbroker.tools.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jbroker.Endpoint;
import org.jbroker.NetworkInfo;
import org.jbroker.TlsOptions;
import org.jbroker.WebSocketOptions;
import org.jbroker.store.Store;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a node serves the WebSocket API. */
final class WebSocketMixin {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--websocket",
      paramLabel = "HOST:PORT",
      description =
          "Serve Zeek's WebSocket API here, on /v1/messages/json; Zeek's usual port is 27759. The"
              + " clients get all topics, whatever --topic says.")
  private NetworkInfo address;

  @Option(
      names = "--page",
      description =
          "Serve a page there, too, which shows and publishes messages and shows the changes of the"
              + " stores that the node holds.")
  private boolean page;

  @Option(
      names = "--allow-origin",
      paramLabel = "ORIGIN",
      description = "Let pages of this origin connect, too, or of all with *; repeatable.")
  private List<String> origins = new ArrayList<>();

  @Option(
      names = "--any-client",
      description =
          "With '--tls-cert': do not ask clients of --websocket for certificates, which few browsers"
              + " have.")
  private boolean anyClient;

  /** Whether it is not served. */
  boolean isEmpty() {
    return address == null;
  }

  /**
   * Checks what single options cannot know.
   *
   * @throws ParameterException naming the option that is wrong
   */
  void validate() {
    if (address == null && (page || anyClient || !origins.isEmpty())) {
      String given = page ? "--page" : anyClient ? "--any-client" : "--allow-origin";
      throw wrong("'" + given + "' needs '--websocket=HOST:PORT'");
    }
    if (address != null && address.isUnixDomain()) {
      throw wrong("Invalid value for option '--websocket': expected HOST:PORT");
    }
  }

  /** Serves it and says where. */
  void listen(Endpoint endpoint, TlsOptions tls, List<Store> stores, Consumer<String> line) {
    if (address == null) {
      return;
    }
    if (page) {
      stores.forEach(store -> StoreEvents.republish(store, endpoint));
    }
    WebSocketOptions options =
        WebSocketOptions.builder()
            .allowedOrigins(origins)
            .page(page)
            .clientCertificates(!anyClient)
            .build();
    String scheme = tls.mode() == TlsOptions.Mode.CERTIFICATES ? "https" : "http";
    int port = endpoint.webSocketListen(address.address(), address.port(), options);
    NetworkInfo where = NetworkInfo.of(address.address().isEmpty() ? "*" : address.address(), port);
    line.accept("serving WebSocket on " + where);
    if (page) {
      line.accept("page at " + scheme + "://" + where + "/");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
