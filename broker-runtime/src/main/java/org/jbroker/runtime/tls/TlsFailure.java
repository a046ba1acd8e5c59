package org.jbroker.runtime.tls;

import org.jbroker.ErrorCode;

/**
 * Why a connection is not protected as it should be; an event in its pipeline. The connection is of
 * no use then.
 *
 * @param code what kind of error it is
 * @param message what is wrong, in words that both sides may read
 * @param plainPeer whether the other side reads plain frames, so that it can be told
 * @param misconfigured whether it looks like a Broker in another mode, of which the user of a
 *     listening endpoint wants to hear, rather than like a stranger
 */
public record TlsFailure(
    ErrorCode code, String message, boolean plainPeer, boolean misconfigured) {}
