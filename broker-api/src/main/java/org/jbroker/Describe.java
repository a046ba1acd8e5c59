package org.jbroker;

import java.util.Optional;
import java.util.StringJoiner;

/** The text form that statuses and errors share. */
final class Describe {

  private Describe() {}

  static String event(String code, Optional<EndpointInfo> endpoint, String message) {
    StringBuilder text = new StringBuilder(code);
    endpoint.ifPresent(info -> text.append(context(info)));
    if (!message.isEmpty()) {
      text.append(": ").append(message);
    }
    return text.toString();
  }

  private static String context(EndpointInfo info) {
    StringJoiner parts = new StringJoiner(", ", "(", ")").setEmptyValue("");
    if (!info.node().isNil()) {
      parts.add(info.node().toString());
    }
    info.network().ifPresent(network -> parts.add(network.toString()));
    return parts.toString();
  }
}
