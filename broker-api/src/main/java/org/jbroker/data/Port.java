package org.jbroker.data;

import java.util.Objects;

/** A port of a transport protocol; ordered by number, then protocol. */
public final class Port implements Data {

  private static final int MAX_NUMBER = 0xFFFF;

  /** The transport protocols that Zeek knows, in the order of their wire numbers 0 to 3. */
  public enum Protocol {
    /** None of the others; printed {@code ?}. */
    UNKNOWN("?"),
    /** TCP. */
    TCP("tcp"),
    /** UDP. */
    UDP("udp"),
    /** ICMP, whose "port" is the message type. */
    ICMP("icmp");

    private static final Protocol[] BY_NUMBER = values();

    private final String text;

    Protocol(String text) {
      this.text = text;
    }

    /** The number on the wire. */
    public int number() {
      return ordinal();
    }

    /**
     * The protocol with a wire number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Protocol ofNumber(int number) {
      if (number < 0 || number >= BY_NUMBER.length) {
        throw new IllegalArgumentException("no transport protocol has number " + number);
      }
      return BY_NUMBER[number];
    }

    /** As in a port's text: {@code tcp}, {@code udp}, {@code icmp} or {@code ?}. */
    @Override
    public String toString() {
      return text;
    }
  }

  private final char number;
  private final Protocol protocol;

  private Port(int number, Protocol protocol) {
    this.number = (char) number;
    this.protocol = Objects.requireNonNull(protocol);
  }

  /**
   * A port.
   *
   * @throws IllegalArgumentException if the number is outside 0..65535
   */
  public static Port of(int number, Protocol protocol) {
    if (number < 0 || number > MAX_NUMBER) {
      throw new IllegalArgumentException("not within 0..65535: " + number);
    }
    return new Port(number, protocol);
  }

  /**
   * From text such as {@code 80/tcp}, {@code 53/udp} or {@code 9/?}; {@code unknown} is read as
   * {@code ?}, and a number alone as TCP, as in the C++ Broker.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static Port parse(String text) {
    int slash = text.indexOf('/');
    String digits = slash < 0 ? text : text.substring(0, slash);
    if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(Port::isDigit)) {
      throw new IllegalArgumentException("a port is NUMBER/PROTOCOL, not '" + text + "'");
    }
    return of(Integer.parseInt(digits), slash < 0 ? Protocol.TCP : protocol(text, slash));
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static Protocol protocol(String text, int slash) {
    return switch (text.substring(slash + 1)) {
      case "tcp" -> Protocol.TCP;
      case "udp" -> Protocol.UDP;
      case "icmp" -> Protocol.ICMP;
      case "?", "unknown" -> Protocol.UNKNOWN;
      default -> throw new IllegalArgumentException("no transport protocol in '" + text + "'");
    };
  }

  /** The number, 0 to 65535. */
  public int number() {
    return number;
  }

  /** The protocol. */
  public Protocol protocol() {
    return protocol;
  }

  @Override
  public DataType type() {
    return DataType.PORT;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    if (other instanceof Port p) {
      return number != p.number ? number - p.number : protocol.compareTo(p.protocol);
    }
    return type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Port p && number == p.number && protocol == p.protocol;
  }

  @Override
  public int hashCode() {
    return Hashing.ofLong(8, number * 4L + protocol.ordinal());
  }

  /** As in {@code 80/tcp}. */
  @Override
  public String toString() {
    return (int) number + "/" + protocol;
  }
}
