/**
 * What the bytes of a frame are.
 *
 * <pre>
 *  bytes of a link --&gt; FrameCutter --&gt; HandshakeCodec           until a version is agreed on
 *                                  \-&gt; WireFormat --&gt; FrameHandler   from then on
 *                                        v1.WireFormatV1    the C++ Broker's
 *                                        v64.WireFormatV64  ours
 * </pre>
 *
 * <p>Everything here is a function from bytes to values and back: no channel, no clock, no thread.
 * Bytes from the network are hostile; whatever is wrong with them ends in a {@link
 * org.jbroker.runtime.wire.WireException} that names the byte, and nothing is allocated for a
 * length or a count before it was compared with its limit and with the bytes that are there. {@code
 * docs/wire-protocol.md} describes both versions byte for byte.
 */
package org.jbroker.runtime.wire;
