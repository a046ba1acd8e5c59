package org.jbroker.runtime.tls.anonymous;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two handlers that talk to each other without a socket, so that bytes can be cut and changed. */
class AnonymousHandlerTest {

  /** One end, with what the handlers behind TLS would see. */
  private static final class End {
    private final AnonymousHandler handler;
    private final EmbeddedChannel channel;
    private final List<SslHandshakeCompletionEvent> events = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final StringBuilder read = new StringBuilder();

    End(AnonymousHandler handler) {
      this.handler = handler;
      channel =
          new EmbeddedChannel(
              handler,
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                  ByteBuf in = (ByteBuf) message;
                  read.append(in.toString(StandardCharsets.ISO_8859_1));
                  in.release();
                }

                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                  events.add((SslHandshakeCompletionEvent) event);
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                  failures.add(cause);
                }
              });
    }

    /** What it has written since it was asked last. */
    byte[] written() {
      ByteBuf all = Unpooled.buffer();
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        all.writeBytes(out);
        out.release();
      }
      return ByteBufUtil.getBytes(all);
    }

    void receive(byte[] bytes) {
      channel.writeInbound(Unpooled.copiedBuffer(bytes));
    }

    ChannelFuture write(String text) {
      return channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    boolean isReady() {
      return events.size() == 1 && events.get(0).isSuccess();
    }

    /** The reason that the handshake failed for. */
    Throwable failure() {
      assertThat(events).hasSize(1);
      return events.get(0).cause();
    }
  }

  private final AnonymousTls tls = AnonymousTls.open();
  private final End client = new End(tls.client());
  private final End server = new End(tls.server());

  @AfterEach
  void close() {
    client.channel.finishAndReleaseAll();
    server.channel.finishAndReleaseAll();
  }

  /** Passes bytes on, in pieces of this size, until neither side has more to say. */
  private void talk(int pieceBytes) {
    for (int rounds = 0; rounds < 20; rounds++) {
      pass(client, server, pieceBytes);
      pass(server, client, pieceBytes);
    }
  }

  private static void pass(End from, End to, int pieceBytes) {
    byte[] bytes = from.written();
    for (int at = 0; at < bytes.length && to.channel.isOpen(); at += pieceBytes) {
      to.receive(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceBytes)));
    }
  }

  private void connect() {
    talk(Integer.MAX_VALUE / 2);
    assertThat(client.isReady()).isTrue();
    assertThat(server.isReady()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000, 1 << 20})
  void bytesArriveHoweverTheyAreCut(int pieceBytes) {
    ChannelFuture early = server.write("early ");
    talk(pieceBytes);
    assertThat(early.isSuccess()).isTrue();
    String text = "0123456789".repeat(5_000);
    assertThat(client.write(text).isSuccess()).isTrue();
    assertThat(server.write("late").isSuccess()).isTrue();
    talk(pieceBytes);
    assertThat(server.read.toString()).isEqualTo(text);
    assertThat(client.read.toString()).isEqualTo("early late");
    assertThat(client.failures).isEmpty();
    assertThat(server.failures).isEmpty();
  }

  @Test
  void whatIsWrittenIsEncryptedAtOnceSoThatTheChannelCountsIt() {
    connect();
    client.channel.write(Unpooled.wrappedBuffer(new byte[100_000]));
    assertThat(client.channel.unsafe().outboundBuffer().totalPendingWriteBytes())
        .isGreaterThan(100_000);
    client.channel.flush();
    assertThat(client.written().length).isBetween(100_000, 101_000);
  }

  @Test
  void whatWaitsForTheHandshakeCountsForTheChannelToo() {
    client.channel.write(Unpooled.wrappedBuffer(new byte[100_000]));
    assertThat(client.channel.unsafe().outboundBuffer().totalPendingWriteBytes())
        .isGreaterThan(100_000);
    client.channel.close();
    assertThat(client.channel.isOpen()).isFalse();
  }

  @Test
  void anEmptyWriteIsNoRecordAndItsPromiseIsKept() {
    connect();
    ChannelFuture written = client.channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    assertThat(written.isSuccess()).isTrue();
    assertThat(client.written()).isEmpty();
  }

  @Test
  void aWriteThatTheEndOvertakesFails() {
    ChannelFuture early = client.write("early");
    client.channel.close();
    assertThat(early.cause()).isInstanceOf(ClosedChannelException.class);
    assertThat(client.write("late").cause()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void closingSaysSoAndTheOtherSideClosesToo() {
    connect();
    client.write("last words");
    client.channel.close();
    pass(client, server, 1 << 20);
    assertThat(server.read.toString()).isEqualTo("last words");
    assertThat(server.channel.isOpen()).isFalse();
    assertThat(server.failures).isEmpty();
  }

  @Test
  void oneDirectionCanBeClosedAndTheRestIsDiscarded() {
    connect();
    client.write("last words");
    assertThat(client.handler.closeOutbound().isSuccess()).isTrue();
    assertThat(client.channel.isOpen()).isTrue();
    server.write("not read any more");
    pass(server, client, 1 << 20);
    assertThat(client.read.toString()).isEmpty();
    pass(client, server, 1 << 20);
    assertThat(server.read.toString()).isEqualTo("last words");
    assertThat(client.failures).isEmpty();
  }

  @Test
  void aChangedByteEndsTheConnectionAndTheOtherSideIsTold() {
    connect();
    client.write("good");
    pass(client, server, 1 << 20);
    client.write("changed");
    byte[] record = client.written();
    record[record.length - 1] ^= 1;
    server.receive(record);
    assertThat(server.read.toString()).isEqualTo("good");
    assertThat(server.failures).singleElement().isInstanceOf(SSLException.class);
    assertThat(server.channel.isOpen()).isFalse();
    pass(server, client, 1 << 20);
    assertThat(client.failures)
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessage("Received fatal alert: bad_record_mac"));
    assertThat(client.channel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "160301ffff, a record that is too long",
    "1603010004deadbeef, no client hello",
    "17030300010000, data before the handshake",
    "15030100020228, an alert",
    "14030300010100, a change of ciphers before there are any",
    "1603030004010fffff00, a client hello of a mebibyte"
  })
  void nonsenseFailsTheHandshakeOnce(String hex, String what) {
    server.receive(ByteBufUtil.decodeHexDump(hex));
    assertThat(server.failure()).as(what).isInstanceOf(SSLException.class);
    assertThat(server.channel.isOpen()).isFalse();
    assertThat(server.failures).isEmpty();
  }

  /** A client hello in pieces that never ends: what is kept is bounded by the first field. */
  @Test
  void aHandshakeMessageThatIsTooLongIsRefusedByItsLength() {
    server.receive(ByteBufUtil.decodeHexDump("1603010004" + "01010000"));
    assertThat(server.failure()).isInstanceOf(SSLException.class);
  }

  /** A server that asks for a new handshake, which the library's own never does. */
  private static final class AskingServer extends TlsServerProtocol {
    void ask() throws IOException {
      writeRecord(ContentType.handshake, new byte[4], 0, 4); // hello_request
    }
  }

  @Test
  void aPeerThatWantsANewHandshakeIsRefused() throws IOException {
    AskingServer protocol = new AskingServer();
    AnonymousServer peer =
        new AnonymousServer(new JcaTlsCryptoProvider().create(new SecureRandom()));
    End asking =
        new End(new AnonymousHandler(protocol, () -> protocol.accept(peer), peer.alerts()));
    for (int rounds = 0; rounds < 4; rounds++) {
      pass(client, asking, 1 << 20);
      pass(asking, client, 1 << 20);
    }
    assertThat(asking.isReady()).isTrue();
    protocol.ask();
    asking.write("behind it");
    pass(asking, client, 1 << 20);
    assertThat(client.failures)
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessageContaining("asks for a new handshake"));
    assertThat(client.channel.isOpen()).isFalse();
    asking.channel.finishAndReleaseAll();
  }

  /** Random changes of a good conversation end it or do nothing; they never escape the handler. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void changedHandshakesEndInOneFailureOrNone(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 25; run++) {
      End one = new End(tls.client());
      End other = new End(tls.server());
      for (int rounds = 0; rounds < 6; rounds++) {
        passChanged(one, other, random);
        passChanged(other, one, random);
      }
      for (End end : List.of(one, other)) {
        end.channel.finishAndReleaseAll();
        assertThat(end.events.size()).isLessThanOrEqualTo(1);
        assertThat(end.failures.size()).isLessThanOrEqualTo(1);
        assertThat(end.failures).allMatch(SSLException.class::isInstance);
      }
    }
  }

  private static void passChanged(End from, End to, Random random) {
    byte[] bytes = from.written();
    if (bytes.length > 0 && random.nextInt(3) == 0) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    if (to.channel.isOpen()) {
      to.receive(bytes);
    }
  }
}
