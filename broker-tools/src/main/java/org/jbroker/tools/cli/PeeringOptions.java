package org.jbroker.tools.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jbroker.NetworkInfo;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a tool's endpoint listens, and with whom it peers. */
public final class PeeringOptions {

  private static final double MAX_RETRY_SECONDS = 86_400;
  private static final double NANOS_PER_SECOND = 1e9;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-l", "--listen"},
      paramLabel = "HOST:PORT",
      description =
          "Accept peers here; repeatable. Port 0 takes a free port, host * all interfaces."
              + " [IPV6]:PORT and unix:PATH work, too.")
  private List<NetworkInfo> listen = new ArrayList<>();

  @Option(
      names = {"-p", "--peer"},
      paramLabel = "HOST:PORT",
      description = "Peer with the endpoint there; repeatable. [IPV6]:PORT, unix:PATH as well.")
  private List<NetworkInfo> peers = new ArrayList<>();

  @Option(
      names = "--retry",
      paramLabel = "SECONDS",
      description =
          "Longest pause between attempts to reach a peer (default: 10); 0 for one attempt only,"
              + " which must succeed.")
  private double retrySeconds = 10;

  /** Addresses to listen on. */
  public List<NetworkInfo> listen() {
    return List.copyOf(listen);
  }

  /** Addresses to peer with. */
  public List<NetworkInfo> peers() {
    return List.copyOf(peers);
  }

  /** The longest pause between two attempts; zero for one attempt. */
  public Duration retry() {
    return Duration.ofNanos((long) (retrySeconds * NANOS_PER_SECOND));
  }

  /**
   * Checks what single options cannot know.
   *
   * @throws ParameterException naming the option that is wrong
   */
  public void validate() {
    if (listen.isEmpty() && peers.isEmpty()) {
      throw wrong("nobody to talk to: give --listen or --peer");
    }
    validateIfGiven();
  }

  /**
   * As {@link #validate()}, for a command that has others to talk to.
   *
   * @throws ParameterException naming the option that is wrong
   */
  public void validateIfGiven() {
    for (NetworkInfo peer : peers) {
      if (!peer.isUnixDomain() && (peer.address().isEmpty() || peer.port() == 0)) {
        throw wrong(
            "Invalid value for option '--peer': \"" + peer + "\" needs a host and a port above 0");
      }
    }
    if (!(retrySeconds >= 0 && retrySeconds <= MAX_RETRY_SECONDS)) {
      throw wrong("Invalid value for option '--retry': 0 to 86400 seconds, not " + retrySeconds);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
