/**
 * What Zeek processes say to each other: start at {@link org.jbroker.zeek.ZeekEvent}, or with
 * {@link org.jbroker.zeek.ZeekMessage#from} for whatever arrived.
 *
 * <pre>{@code
 * new ZeekEvent("ping", 1, "hello") -- toData --> Data, published
 * Data, received -- ZeekMessage.from --> ZeekEvent | LogCreate | LogWrite | IdentifierUpdate | Batch
 *                                           |
 *                                           +-- argsAs(MyRecord.class)
 * }</pre>
 *
 * <p>The layout is that of Zeek 5 to 8; see {@link org.jbroker.zeek.ZeekMessage}.
 */
package org.jbroker.zeek;
