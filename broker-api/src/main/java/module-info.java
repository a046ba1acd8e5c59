/**
 * The API of Broker for Java. It depends on nothing but the JDK; the engine is found at run time.
 */
module org.jbroker.api {
  exports org.jbroker;
  exports org.jbroker.data;
  exports org.jbroker.spi;
  exports org.jbroker.store;
  exports org.jbroker.zeek;

  uses org.jbroker.spi.BackendProvider;
  uses org.jbroker.spi.EndpointProvider;
  uses org.jbroker.spi.StoreEngineProvider;
  uses org.jbroker.spi.TlsContextProvider;
  uses org.jbroker.spi.WebSocketEngineProvider;
}
