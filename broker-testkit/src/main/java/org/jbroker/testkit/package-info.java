/**
 * Virtual time, faulty links, scripted peers and process harnesses for tests of Broker programs.
 */
package org.jbroker.testkit;
