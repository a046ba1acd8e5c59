package org.jbroker.benchmarks.codec;

import java.nio.charset.StandardCharsets;
import org.jbroker.data.Address;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Port;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;
import org.jbroker.data.Vector;

/**
 * A line of Zeek's conn.log as a program without the library would hold it: 21 fields, strings as
 * the bytes that they are in Zeek, addresses as 16 bytes in two numbers.
 *
 * @param ts when it began, in nanoseconds since 1970
 * @param uid its id
 * @param origHigh the originator's address, upper half
 * @param origLow lower half
 * @param origPort its port
 * @param respHigh the responder's address, upper half
 * @param respLow lower half
 * @param respPort its port
 * @param proto the protocol's name
 * @param service the application protocol
 * @param duration in nanoseconds
 * @param origBytes payload bytes of the originator
 * @param respBytes payload bytes of the responder
 * @param connState Zeek's summary
 * @param localOrig whether the originator is local
 * @param localResp whether the responder is
 * @param missedBytes lost to the capture
 * @param history what happened, a letter each
 * @param origPkts packets of the originator
 * @param origIpBytes with headers
 * @param respPkts packets of the responder
 * @param respIpBytes with headers
 * @param tunnelParents ids of enclosing tunnels
 */
public record ConnRecord(
    long ts,
    byte[] uid,
    long origHigh,
    long origLow,
    int origPort,
    long respHigh,
    long respLow,
    int respPort,
    byte[] proto,
    byte[] service,
    long duration,
    long origBytes,
    long respBytes,
    byte[] connState,
    boolean localOrig,
    boolean localResp,
    long missedBytes,
    byte[] history,
    long origPkts,
    long origIpBytes,
    long respPkts,
    long respIpBytes,
    byte[][] tunnelParents) {

  /** The fields as Zeek counts them: an address is one. */
  public static final int FIELDS = 21;

  /** The number of TCP in {@link Port.Protocol}. */
  static final int TCP = 1;

  private static final long V4_PREFIX = 0xFFFF_0000_0000L;
  private static final int ORIGINATOR = 0x0A01_0203;
  private static final int RESPONDER = 0xC0A8_0102;

  /** A record whose numbers vary with {@code n}. */
  public static ConnRecord example(long n) {
    return new ConnRecord(
        1_700_000_000_000_000_000L + n,
        ascii("CHhAvVGS1DHFjwGM9"),
        0,
        V4_PREFIX | ORIGINATOR,
        40_000 + (int) (n & 0xFFF),
        0,
        V4_PREFIX | RESPONDER,
        443,
        ascii("tcp"),
        ascii("ssl"),
        3_140_000_000L + n,
        1_000 + n,
        20_000 + n,
        ascii("SF"),
        true,
        false,
        n,
        ascii("ShADadFf"),
        12 + n,
        1_600 + n,
        15 + n,
        20_800 + n,
        new byte[][] {ascii("CUM0KZ3MLUfNB0cl11"), ascii("CmES5u32sYpV7JYN")});
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The same as a value of the library, field by field. */
  public Vector toData() {
    SetData.Builder parents = SetData.builder(tunnelParents.length);
    for (byte[] parent : tunnelParents) {
      parents.add(Str.of(parent));
    }
    return Vector.of(
        Data.timestamp(ts),
        Str.of(uid),
        Address.ofBits(origHigh, origLow),
        Port.of(origPort, Port.Protocol.TCP),
        Address.ofBits(respHigh, respLow),
        Port.of(respPort, Port.Protocol.TCP),
        EnumValue.of(proto),
        Str.of(service),
        Data.timespan(duration),
        Count.of(origBytes),
        Count.of(respBytes),
        Str.of(connState),
        Bool.of(localOrig),
        Bool.of(localResp),
        Count.of(missedBytes),
        Str.of(history),
        Count.of(origPkts),
        Count.of(origIpBytes),
        Count.of(respPkts),
        Count.of(respIpBytes),
        parents.build());
  }

  /** A number made of every field of such a value: nothing can be left undecoded. */
  public static long readAll(Vector fields) {
    long sum = 0;
    for (int i = 0; i < fields.size(); i++) {
      sum = sum * 31 + read(fields.get(i));
    }
    return sum;
  }

  private static long read(Data field) {
    if (field instanceof Count c) {
      return c.bits();
    } else if (field instanceof Str s) {
      return s.length() * 256L + s.byteAt(s.length() - 1);
    } else if (field instanceof Address a) {
      return a.highBits() ^ a.lowBits();
    } else if (field instanceof Port p) {
      return p.number();
    } else if (field instanceof Timestamp t) {
      return t.nanos();
    } else if (field instanceof Timespan t) {
      return t.nanos();
    } else if (field instanceof Bool b) {
      return b.value() ? 1 : 0;
    } else if (field instanceof EnumValue e) {
      return e.length();
    } else if (field instanceof SetData s) {
      long sum = 0;
      for (int i = 0; i < s.size(); i++) {
        sum += read(s.get(i));
      }
      return sum;
    }
    throw new IllegalArgumentException("not a field of conn.log: " + field);
  }
}
