package org.jbroker.store.engine.backend.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.spi.BackendContext;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoredEntry;
import org.jbroker.store.SqliteOptions;
import org.jbroker.store.SqliteOptions.FailureMode;
import org.jbroker.store.SqliteOptions.JournalMode;
import org.jbroker.store.engine.backend.RecordingListener;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file: its format, its name, and what happens if it cannot be had. */
@NoLeaks
class SqliteFileTest {

  @TempDir Path folder;

  private static SqliteOptions.Builder options(Path path) {
    return SqliteOptions.builder(path).busyTimeout(Duration.ofMillis(50));
  }

  private static StoreBackend open(SqliteOptions options) {
    return new SqliteBackendProvider()
        .open(options, new BackendContext("yoda", "test", new RecordingListener()));
  }

  /** Fills a file, closes it, and hands out its path. */
  private Path written(SqliteOptions options, Consumer<StoreBackend> fill) {
    try (StoreBackend backend = open(options)) {
      fill.accept(backend);
    }
    return options.path();
  }

  @Test
  void onlyTheNotesThatWereRenewedLastAreKept() throws SQLException {
    SqliteOptions options = SqliteOptions.of(folder.resolve("store.sqlite"));
    Path file =
        written(
            options,
            backend -> {
              for (int i = 1; i <= 2000; i++) {
                backend.note("n" + i, i);
              }
              backend.put(Data.count(0), Data.count(0), StoredEntry.NEVER);
              backend.note("n1", 7);
              backend.put(Data.count(1), Data.count(0), StoredEntry.NEVER);
            });
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("insert into meta(key, value) values('jbroker/odd', 'no number')");
    }
    written(options, backend -> assertThat(backend.notes()).hasSize(1023).containsEntry("n1", 7L));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from meta")) {
      assertThat(rows.getInt(1)).isEqualTo(1 + 1024);
    }
  }

  private Path writtenWith(int entries) {
    return written(
        SqliteOptions.of(folder.resolve("store.sqlite")),
        backend -> {
          for (int i = 0; i < entries; i++) {
            backend.put(Data.count(i), Data.string("value " + i), StoredEntry.NEVER);
          }
        });
  }

  private static Map<Data, Data> contents(StoreBackend backend) {
    Map<Data, Data> all = new TreeMap<>();
    backend
        .scan(StoreBackend.View.LATEST)
        .next(1000, 1 << 20)
        .forEach(item -> all.put(item.key(), item.entry().value()));
    return all;
  }

  /** Rows as text, cells with tabs between. */
  private static List<String> query(Path file, String sql) throws SQLException {
    try (Connection connection = Connector.DRIVER.connect(file, Duration.ZERO);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          cells.add(rows.getString(i));
        }
        found.add(String.join("\t", cells.stream().map(String::valueOf).toList()));
      }
      return found;
    }
  }

  private Path zeekStore() throws IOException {
    Path copy = folder.resolve("zeek-store.sqlite");
    try (InputStream in = getClass().getResourceAsStream("/zeek-store.sqlite")) {
      Files.copy(in, copy);
    }
    return copy;
  }

  @ParameterizedTest
  @EnumSource(JournalMode.class)
  void readsAndContinuesAFileOfTheCppBroker(JournalMode journal) throws Exception {
    Path file = zeekStore();
    Map<Data, Data> expected = new TreeMap<>();
    expected.put(Data.of("greeting"), Data.of("hello"));
    expected.put(Data.of(4.2), Data.of(-42));
    expected.put(Data.of("k1"), Data.count(1));
    expected.put(Data.of("k3"), Data.of(3));
    expected.put(Data.of("n"), Data.count(3));
    expected.put(Data.of("s"), Data.of("abcdef"));
    expected.put(Data.of("set"), Data.set(Data.count(2)));
    expected.put(Data.of("tbl"), Data.table("b", 2));
    expected.put(Data.of("vec"), Data.vector(1));
    SqliteOptions options = options(file).journalMode(journal).integrityCheck(true).build();
    try (StoreBackend backend = open(options)) {
      assertThat(backend.size()).isEqualTo(9);
      assertThat(contents(backend)).isEqualTo(expected);
      assertThat(backend.find(Data.of(4.2)).orElseThrow().value()).isEqualTo(Data.of(-42));
      backend.put(Data.of("n"), Data.count(4), 1_700_000_000_000_000_000L);
      backend.erase(Data.of("vec"));
    }
    assertThat(query(file, "select * from meta")).containsExactly("broker_version\t2.8.0");
    assertThat(query(file, "select hex(value), expiry from store where key = x'05016E'"))
        .containsExactly("020000000000000004\t1700000000000000000");
    assertThat(query(file, "select count(*) from store")).containsExactly("8");
    assertThat(query(file, "pragma integrity_check")).containsExactly("ok");
  }

  @Test
  void writesTheSchemaAndTheBlobsOfTheCppBroker() throws Exception {
    Path ours =
        written(
            SqliteOptions.of(folder.resolve("ours.sqlite")),
            backend -> {
              backend.put(Data.of("k1"), Data.count(1), StoredEntry.NEVER);
              backend.put(Data.of("set"), Data.set(Data.count(2)), 77);
            });
    String schema = "select type, name, tbl_name, sql from sqlite_master order by name";
    assertThat(query(ours, schema)).isEqualTo(query(zeekStore(), schema));
    assertThat(query(ours, "select * from meta")).containsExactly("broker_version\t2.8.0");
    assertThat(
            query(
                ours,
                "select typeof(key), hex(key), typeof(value), hex(value), typeof(expiry), expiry"
                    + " from store order by key"))
        .containsExactly(
            "blob\t05026B31\tblob\t020000000000000001\tnull\tnull",
            "blob\t0503736574\tblob\t0C01020000000000000002\tinteger\t77");
  }

  @Test
  void keepsTheVersionThatAFileNames() throws Exception {
    Path file = writtenWith(1);
    try (Connection connection = Connector.DRIVER.connect(file, Duration.ZERO);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("update meta set value = '2.9.1'");
    }
    open(SqliteOptions.of(file)).close();
    assertThat(query(file, "select value from meta")).containsExactly("2.9.1");
  }

  @Test
  void closingLeavesOneFile() throws IOException {
    writtenWith(100);
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactly("store.sqlite");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a?mode=memory",
        "b?journal_mode=OFF&synchronous=0",
        "file:c",
        ":memory:",
        ":resource:http:",
        "per%41cent #1;x",
        "jdbc:sqlite:d",
        "\u00e9\u4e2d"
      })
  void takesAnyFileNameAsItIs(String name) throws IOException {
    Path file = folder.resolve("sub folder").resolve(name);
    written(
        SqliteOptions.of(file),
        backend -> backend.put(Data.of("k"), Data.of(name), StoredEntry.NEVER));
    assertThat(file).isRegularFile();
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
    try (StoreBackend backend = open(SqliteOptions.of(file))) {
      assertThat(contents(backend)).containsExactly(Map.entry(Data.of("k"), Data.of(name)));
    }
  }

  private static void assertCannotOpen(SqliteOptions options, String reason) {
    assertThatThrownBy(() -> open(options))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_OPEN_FILE))
        .hasMessageContaining(options.path().toString())
        .hasMessageContaining(reason);
  }

  @Test
  void refusesAFileThatIsNoDatabaseAndLeavesItAlone() throws IOException {
    Path file = folder.resolve("store.sqlite");
    byte[] text = "this is a letter, not a database. ".repeat(100).getBytes(StandardCharsets.UTF_8);
    Files.write(file, text);
    assertCannotOpen(options(file).build(), "no SQLite database");
    assertThat(file).hasBinaryContent(text);
  }

  @Test
  void deletesAFileThatIsNoDatabaseIfThatIsWanted() throws IOException {
    Path file = folder.resolve("store.sqlite");
    Files.writeString(file, "this is a letter, not a database. ".repeat(100));
    try (StoreBackend backend = open(options(file).failureMode(FailureMode.DELETE).build())) {
      assertThat(backend.size()).isZero();
      backend.put(Data.of("k"), Data.of(1), StoredEntry.NEVER);
    }
    try (StoreBackend backend = open(options(file).build())) {
      assertThat(contents(backend)).containsOnlyKeys(Data.of("k"));
    }
  }

  /** Overwrites the middle of the file, so that its head still looks right. */
  private static void corrupt(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long size = channel.size();
      byte[] noise = new byte[8192];
      java.util.Arrays.fill(noise, (byte) 0xA5);
      for (long at = 4096L * 5; at + noise.length < size; at += 4096L * 4) {
        channel.write(java.nio.ByteBuffer.wrap(noise), at);
      }
    }
  }

  @Test
  void theIntegrityCheckFindsDamageBeforeAnythingIsServed() throws IOException {
    Path file = writtenWith(20_000);
    corrupt(file);
    byte[] damaged = Files.readAllBytes(file);
    assertCannotOpen(options(file).integrityCheck(true).build(), "corrupt");
    assertThat(file).hasBinaryContent(damaged);
    SqliteOptions deleting =
        options(file).integrityCheck(true).failureMode(FailureMode.DELETE).build();
    try (StoreBackend backend = open(deleting)) {
      assertThat(backend.size()).isZero();
    }
  }

  @Test
  void aRowThatIsNoDataIsAnErrorWithThePath() throws Exception {
    Path file = writtenWith(3);
    try (Connection connection = Connector.DRIVER.connect(file, Duration.ZERO);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "update store set value = x'0EFFFFFFFF' where key = x'020000000000000001'");
    }
    try (StoreBackend backend = open(options(file).build())) {
      assertThat(backend.find(Data.count(0))).isPresent();
      assertThatThrownBy(() -> backend.find(Data.count(1)))
          .isInstanceOf(BackendException.class)
          .hasMessageContaining(file.toString());
      assertThatThrownBy(() -> contents(backend)).isInstanceOf(BackendException.class);
      backend.put(Data.count(2), Data.of("still writable"), StoredEntry.NEVER);
    }
  }

  @Test
  void aLockedFileIsNamedAndNeverDeleted() throws Exception {
    Path file = writtenWith(3);
    try (Connection other = Connector.DRIVER.connect(file, Duration.ZERO);
        Statement statement = other.createStatement()) {
      statement.execute("pragma locking_mode=exclusive");
      statement.execute("begin exclusive");
      assertCannotOpen(options(file).build(), "locked");
      assertCannotOpen(options(file).failureMode(FailureMode.DELETE).build(), "locked");
      statement.execute("commit");
    }
    try (StoreBackend backend = open(options(file).build())) {
      assertThat(backend.size()).isEqualTo(3);
    }
  }

  @Test
  void aDirectoryIsNoFile() {
    assertCannotOpen(options(folder).build(), "directory");
  }

  @Test
  void aFolderThatIsAFileCannotBeEntered() throws IOException {
    Path file = Files.createFile(folder.resolve("plain"));
    assertCannotOpen(options(file.resolve("store.sqlite")).build(), "plain");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aReadOnlyFolderIsNamed() throws IOException {
    Path readOnly = Files.createDirectory(folder.resolve("read-only"));
    Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
    // Root may write anywhere but here.
    Path place = Files.isWritable(readOnly) ? Path.of("/proc") : readOnly;
    assertCannotOpen(options(place.resolve("store.sqlite")).build(), "cannot be opened or created");
  }

  @Test
  void anotherProgramsTableIsNotTaken() throws Exception {
    Path file = folder.resolve("other.sqlite");
    try (Connection connection = Connector.DRIVER.connect(file, Duration.ZERO);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("create table store(id integer)");
    }
    assertCannotOpen(options(file).failureMode(FailureMode.DELETE).build(), "column");
    assertThat(query(file, "select count(*) from store")).containsExactly("0");
  }
}
