/**
 * The wire format by hand, as a second opinion on what the engine sends: {@link
 * org.jbroker.testkit.wire.ScriptedPeer} speaks it, {@link org.jbroker.testkit.wire.Frame} is what
 * it says, {@link org.jbroker.testkit.wire.SessionReplay} plays captured sessions.
 *
 * <p>Nothing is shared with the engine's codecs: a mistake there is not repeated here.
 */
package org.jbroker.testkit.wire;
