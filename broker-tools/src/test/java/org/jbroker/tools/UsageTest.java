package org.jbroker.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jbroker.tools.cli.Console;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong usage is refused with status 2 and a line that names what is wrong. */
class UsageTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String commandLine) {
    return BrokerMain.run(new Console(out, err, false), commandLine.split(" "));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node --listen 127.0.0.1:0                                       | --topic
          node --topic /t                                                 | --listen or --peer
          node --topic /t --page --listen 127.0.0.1:0                     | --page
          node --topic /t --allow-origin * --listen 127.0.0.1:0           | --allow-origin
          node --websocket unix:/x                                        | '--websocket'
          node --websocket 127.0.0.1:0 --mode pong                        | --topic
          node --topic /t --listen 127.0.0.1                              | '--listen'
          node --topic /t --listen 127.0.0.1:65536                        | '--listen'
          node --topic /t --listen ::1:99                                 | '--listen'
          node --topic /t --listen unix:                                  | '--listen'
          node --topic /t --peer 127.0.0.1:0                              | '--peer'
          node --topic /t --peer :99                                      | '--peer'
          node --topic /t --peer 127.0.0.1:1 --mode king                  | '--mode'
          node --topic /t --peer 127.0.0.1:1 --count 0                    | '--count'
          node --topic /t --peer 127.0.0.1:1 --count many                 | '--count'
          node --topic /t --peer 127.0.0.1:1 --payload -1                 | '--payload'
          node --topic /t --peer 127.0.0.1:1 --payload 99999999999        | '--payload'
          node --topic /t --peer 127.0.0.1:1 --ttl 0                      | --ttl
          node --topic /t --peer 127.0.0.1:1 --endpoint-id 1-2-3-4-5      | '--endpoint-id'
          node --topic /t --peer 127.0.0.1:1 --retry -1                   | '--retry'
          node --topic /t --peer 127.0.0.1:1 --retry NaN                  | '--retry'
          node --topic /t --peer 127.0.0.1:1 --timeout -1                 | '--timeout'
          node --topic /t --per 127.0.0.1:1                               | did you mean --peer?
          node --topic /t --peer 127.0.0.1:1 --heartbeat-intervall=1s     | --heartbeat-interval
          node --topic /t --peer 127.0.0.1:1 --heartbeat-interval=soon    | heartbeat-interval
          node --topic /t --peer 127.0.0.1:1 stray                        | stray
          node --topic /t --peer 127.0.0.1:1 --config-file=/no/such/file  | /no/such/file
          cluster node                                                    | CLUSTER_NODE
          cluster node --node x --layout /no/such/file                    | /no/such/file
          cluster node --node x --rate -1                                 | '--rate'
          cluster node --node x --hosts 0                                 | '--hosts'
          cluster node --node x --retry 0                                 | '--retry'
          cluster node --node x --topics bros                             | '--topics'
          cluster node --node x --heartbeat-intervall=1s                  | --heartbeat-interval
          cluster run /no/such/file                                       | /no/such/file
          cluster run /no/such/file --retry soon                          | '--retry'
          cluster status --layout /no/such/file                           | /no/such/file
          cluster status --peer 127.0.0.1:0                               | '--peer'
          cluster status --peer unix:/x                                   | '--peer'
          cluster status --peer 127.0.0.1:1 --node x                      | --peer takes
          cluster status --peer 127.0.0.1:1 --timeout 0                   | '--timeout'
          pipe --listen 127.0.0.1:0                                       | --publish
          pipe --publish /t --subscribe /t --listen 127.0.0.1:0           | --subscribe
          pipe --publish /t                                               | --listen or --peer
          pipe --publish /t --peer 127.0.0.1:1 --count 0                  | '--count'
          throughput                                                      | HOST:PORT
          throughput 127.0.0.1:0                                          | HOST:PORT
          throughput localhost                                            | HOST:PORT
          throughput --event-type 4 127.0.0.1:1                           | --event-type
          throughput --batch-size 0 127.0.0.1:1                           | --batch-size
          throughput --batch-rate -1 127.0.0.1:1                          | --batch-rate
          throughput --max-received 0 127.0.0.1:1                         | --max-received
          node --peer 127.0.0.1:1 --mode pong --clone yoda                | --topic
          node --peer 127.0.0.1:1 --master =memory                        | '--master'
          node --peer 127.0.0.1:1 --master yoda=disk                      | '--master'
          node --peer 127.0.0.1:1 --master yoda=sqlite:                   | '--master'
          node --peer 127.0.0.1:1 --master yoda=rocksdb:x                 | sqlite:PATH
          store yoda size                                                 | --listen or --peer
          store --peer 127.0.0.1:1                                        | NAME
          store --peer 127.0.0.1:1 yoda                                   | OPERATION
          store --peer 127.0.0.1:1 yoda swing                             | swing
          store --peer 127.0.0.1:1 yoda get                               | 'get K'
          store --peer 127.0.0.1:1 yoda put k                             | 'put K V'
          store --peer 127.0.0.1:1 yoda size k                            | 'size'
          store --peer 127.0.0.1:1 yoda put k "5                          | not closed
          store --peer 127.0.0.1:1 yoda get k --expiry 5                  | --expiry
          store --peer 127.0.0.1:1 yoda put k v --expiry 0                | '--expiry'
          store --peer 127.0.0.1:1 yoda size --timeout 0                  | '--timeout'
          store --peer 127.0.0.1:1 yoda size --count 5                    | '--count'
          store --peer 127.0.0.1:1 yoda watch --count 0                   | '--count'
          store --peer 127.0.0.1:1 yoda put k {}                          | JSON
          store --peer 127.0.0.1:1 yoda put k {"@data-type":"king"}       | JSON
          store --peer 127.0.0.1:1 yoda size --json                       | '--json'
          store --peer 127.0.0.1:1 yoda import a b                        | 'import [FILE]'
          store --peer 127.0.0.1:1 yoda import --json                     | '--json'
          node --topic /t --peer 127.0.0.1:1 --disable-ssl --tls-anonymous | --disable-ssl
          pipe --publish /t --peer 127.0.0.1:1 --tls-anonymous --tls-ca x | --tls-anonymous
          store --peer 127.0.0.1:1 yoda size --tls-cert x                 | there is no key
          throughput --tls-passphrase-file /no/such/file 127.0.0.1:1      | '--tls-passphrase-file'
          throughput --tls-verify-host 127.0.0.1:1                        | there is no certificate
          ctl dance                                                       | dance
          ctl status --timeout 0                                          | --timeout
          ctl status --topic-prefix <$>/x                                 | --topic-prefix
          ctl status a/b                                                  | name of a node
          ctl create                                                      | NAME
          ctl create a                                                    | COMMAND
          ctl create a b --restart sometimes                              | --restart
          ctl create a b --ready soon                                     | --ready
          ctl create a b --ready delay:x                                  | --ready
          ctl create a b --stop-grace -1                                  | --stop-grace
          ctl create a b --max-failures -1                                | maxFailures
          ctl create a b --env BROKER_NODE_NAME=x                         | BROKER_NODE_NAME
          ctl create a b --cpu 9999                                       | cpu_affinity
          ctl create a/b c                                                | name of a node
          ctl start a/b                                                   | name of a node
          ctl destroy                                                     | --all
          ctl destroy --all a                                             | --all
          ctl logs                                                        | NAME
          ctl logs a --lines -1                                           | --lines
          ctl logs a --stdout --stderr                                    | --stderr
          ctl deploy                                                      | LAYOUT
          demo --fast                                                     | --fast
          dance                                                           | dance
          """)
  void wrongUsageExitsWithTwoAndNamesTheOption(String commandLine, String named) {
    assertThat(run(commandLine)).isEqualTo(2);
    assertThat(errors()).startsWith("broker").contains(named).contains("--help");
    assertThat(out.size()).as("nothing on standard output").isZero();
  }

  @Test
  void messagesAboutArgumentsStayOnOneLineWhateverTheyContain() {
    int status =
        BrokerMain.run(
            new Console(out, err, false), "node", "--topic=/t", "--peer=a\u001b[2J\nb:1");
    assertThat(status).isEqualTo(2);
    assertThat(errors().lines()).hasSize(2).noneMatch(line -> line.contains("\u001b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "cluster --help",
        "cluster",
        "cluster node --help",
        "cluster run --help",
        "cluster status --help",
        "ctl --help",
        "ctl create --help",
        "ctl help",
        "ctl help deploy",
        "demo --help",
        "node --help",
        "pipe --help",
        "store --help",
        "throughput --help",
        "--version"
      })
  void helpGoesToStandardOutputWithStatusZero(String commandLine) {
    assertThat(run(commandLine)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("roker");
    assertThat(err.size()).isZero();
  }

  @Test
  void withoutACommandItSaysWhichThereAre() {
    assertThat(BrokerMain.run(new Console(out, err, false))).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("cluster", "ctl", "demo", "node", "pipe", "store", "throughput")
        .doesNotContain("demo-worker", "demo-supervised");
  }
}
