package org.jbroker.supervisor.client;

import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;
import org.jbroker.data.Address;
import org.jbroker.supervisor.SupervisorException;

/** The addresses of this machine. */
final class LocalAddresses {

  private final Set<Address> addresses;

  private LocalAddresses(Set<Address> addresses) {
    this.addresses = addresses;
  }

  /** Those that its interfaces have now. */
  static LocalAddresses now() {
    try {
      return new LocalAddresses(
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .map(Address::of)
              .collect(Collectors.toSet()));
    } catch (SocketException | UncheckedIOException e) {
      throw new SupervisorException("cannot tell this machine's addresses: " + e.getMessage(), e);
    }
  }

  /** Whether an address is this machine's; all that loop back are. */
  boolean contains(Address address) {
    return addresses.contains(address) || address.toInetAddress().isLoopbackAddress();
  }
}
