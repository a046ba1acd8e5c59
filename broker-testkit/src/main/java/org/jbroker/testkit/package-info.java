/**
 * Virtual time, faulty links, scripted peers and process harnesses for tests of Broker programs.
 *
 * <p>Nothing here uses the engine: what it says about the wire is a second opinion, written against
 * the protocol's description. Start at:
 *
 * <pre>
 *   time       VirtualClock        wall clock, ticker and scheduler that move when the test says so
 *   network    net.FaultProxy      TCP in between that cuts, stalls, delays, trickles, limits
 *              LossyLink           the same for messages in memory, in ticks, from a seed
 *   protocol   wire.ScriptedPeer   speaks the wire format by hand, also wrongly
 *              wire.SessionReplay  plays one side of a session captured from the C++ Broker
 *   processes  process.TestProcess spawn, kill -9, stop, continue, wait for a line of output
 *   JUnit      junit.NoLeaks       no thread and no socket outlives a test
 *              junit.DumpOnFailure prints states and seeds when a test fails
 *   waiting    Await               for a condition, never for a time
 *   chance     SeededRandom        a failing run can be repeated
 * </pre>
 */
package org.jbroker.testkit;
