package org.jbroker.testkit.wire;

/**
 * A frame of a captured session.
 *
 * @param from the side that sent it
 * @param frame what it sent
 */
public record CapturedFrame(Side from, Frame frame) {}
