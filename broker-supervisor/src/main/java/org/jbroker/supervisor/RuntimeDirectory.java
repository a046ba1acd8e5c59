package org.jbroker.supervisor;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.Set;

/**
 * Where a supervisor and its workers keep their files. One supervisor at a time uses a directory.
 *
 * <pre>
 * DIR/                    mode 0700: whoever can enter it may drive the supervisor
 *   supervisor.lock       locked while a supervisor runs; holds its pid
 *   supervisor.sock       the Unix-domain socket it listens on
 *   supervisor.log        its own log
 *   state.sqlite          configs, desired states and statuses
 *   nodes/NAME/           the default working directory of a worker
 *     lock                locked while the worker or anything it started runs
 *     record              pid, start time and instance of the worker
 *     launch              the script that starts it
 *     config              its NodeConfig, for NodeConfig.load
 *     layout.json         its cluster layout
 *     notify              where it says that it is ready
 *     stdout.log          its output, unless its config names other files
 *     stderr.log
 * </pre>
 */
public final class RuntimeDirectory {

  /** The longest {@link #fileName}: less than the 255 bytes of file systems. */
  static final int MAX_FILE_NAME_CHARS = 240;

  /** A Unix-domain socket's path has less than 108 bytes on Linux ({@code unix(7)}). */
  private static final int MAX_SOCKET_PATH_BYTES = 107;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;

  private RuntimeDirectory(Path path) {
    this.path = path;
  }

  /**
   * The directory at a path, without touching the disk.
   *
   * @param path made absolute; what lies in it is named by it, so links in it are followed
   * @throws SupervisorException if the path is too long for a Unix-domain socket in it
   */
  public static RuntimeDirectory at(Path path) {
    RuntimeDirectory directory =
        new RuntimeDirectory(Objects.requireNonNull(path, "path").toAbsolutePath().normalize());
    int length = directory.socket().toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_SOCKET_PATH_BYTES) {
      throw new SupervisorException(
          "the path of "
              + directory.socket()
              + " has "
              + length
              + " bytes; a socket's has at most "
              + MAX_SOCKET_PATH_BYTES
              + ": use a directory with a shorter path");
    }
    return directory;
  }

  /**
   * Where users' supervisors are by default: {@code $XDG_RUNTIME_DIR/jbroker-supervisor} if that
   * variable is set, else {@code .jbroker-supervisor} in the home directory. State that has to
   * outlive a restart of the machine needs another place than the first, which is emptied then.
   *
   * @throws SupervisorException as {@link #at}
   */
  public static RuntimeDirectory ofUser() {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    return at(
        runtime == null || runtime.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".jbroker-supervisor")
            : Path.of(runtime, "jbroker-supervisor"));
  }

  /**
   * Creates what is missing of the directory, with mode 0700, and verifies it.
   *
   * @throws SupervisorException as {@link #verify}, or if it cannot be created
   */
  public RuntimeDirectory create() {
    try {
      if (path.getParent() != null) {
        Files.createDirectories(path.getParent());
      }
      createOwned(path);
    } catch (IOException e) {
      throw new SupervisorException("cannot create " + path + ": " + e, e);
    }
    verify();
    try {
      createOwned(nodes());
    } catch (IOException e) {
      throw new SupervisorException("cannot create " + nodes() + ": " + e, e);
    }
    return this;
  }

  /** With its mode from the start, so that nobody can slip in before it is changed. */
  private static void createOwned(Path directory) throws IOException {
    FileAttribute<Set<PosixFilePermission>> mode = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    try {
      Files.createDirectory(directory, mode);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    } catch (UnsupportedOperationException e) {
      throw new IOException("no POSIX file permissions here", e);
    }
  }

  /**
   * Verifies that it is a directory of the user that runs this program, and that nobody else may
   * enter it.
   *
   * @throws SupervisorException if it is not, with what to do
   */
  public void verify() {
    PosixFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException | UnsupportedOperationException e) {
      throw new SupervisorException("cannot read the attributes of " + path + ": " + e, e);
    }
    if (!attributes.isDirectory()) {
      throw new SupervisorException(path + " is no directory");
    }
    UserPrincipal user = user();
    if (!attributes.owner().equals(user)) {
      throw new SupervisorException(
          path + " belongs to " + attributes.owner().getName() + ", not to " + user.getName());
    }
    if (!attributes.permissions().equals(OWNER_ONLY)) {
      throw new SupervisorException(
          path
              + " has mode "
              + PosixFilePermissions.toString(attributes.permissions())
              + "; whoever can enter it may drive the supervisor: chmod 700 it");
    }
  }

  /** The user of this process, by what the system says and not the environment. */
  private static UserPrincipal user() {
    Path self = Path.of("/proc/self");
    try {
      return Files.getOwner(self);
    } catch (IOException | UnsupportedOperationException e) {
      throw new SupervisorException("cannot tell the user: no /proc as on Linux (" + e + ")", e);
    }
  }

  /** The directory, absolute. */
  public Path path() {
    return path;
  }

  /** Locked by the supervisor that uses the directory. */
  public Path lock() {
    return path.resolve("supervisor.lock");
  }

  /** The socket's file. */
  public Path socket() {
    return path.resolve("supervisor.sock");
  }

  /** The socket, to listen on and to peer with. */
  public UnixDomainSocketAddress socketAddress() {
    return UnixDomainSocketAddress.of(socket());
  }

  /** The supervisor's own log. */
  public Path log() {
    return path.resolve("supervisor.log");
  }

  /** The file of the store. */
  public Path state() {
    return path.resolve("state.sqlite");
  }

  /** The directory of the nodes' directories. */
  public Path nodes() {
    return path.resolve("nodes");
  }

  /** The directory of a node. */
  public Path nodeDirectory(String node) {
    return nodes().resolve(fileName(Limits.requireNodeName(node)));
  }

  /** Where stdout of a node goes; see {@link NodeConfig#stdoutFile}. */
  public Path stdoutFile(NodeConfig config) {
    return outputFile(config, config.stdoutFile().orElse(null), "stdout.log");
  }

  /** Where stderr of a node goes; see {@link NodeConfig#stderrFile}. */
  public Path stderrFile(NodeConfig config) {
    return outputFile(config, config.stderrFile().orElse(null), "stderr.log");
  }

  private Path outputFile(NodeConfig config, String file, String defaultName) {
    return file == null
        ? nodeDirectory(config.name()).resolve(defaultName)
        : workingDirectory(config).resolve(file).normalize();
  }

  /** The working directory of a node; see {@link NodeConfig#directory}. */
  public Path workingDirectory(NodeConfig config) {
    Path own = nodeDirectory(config.name());
    return config.directory().map(given -> own.resolve(given).normalize()).orElse(own);
  }

  /**
   * A name as that of a file, whatever the encoding of the system: bytes of UTF-8 other than
   * letters, digits, {@code -}, {@code _} and {@code .} are written as {@code %XX}.
   */
  static String fileName(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || b >= '0' && b <= '9'
              || "-_.".indexOf(b) >= 0;
      text.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b));
    }
    return text.toString();
  }

  /** Equal paths. */
  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof RuntimeDirectory other && path.equals(other.path);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  /** The path. */
  @Override
  public String toString() {
    return path.toString();
  }
}
