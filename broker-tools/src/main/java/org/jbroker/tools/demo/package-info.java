/**
 * {@code broker demo}: real processes exchange Zeek events and share a data store, one is killed,
 * and every sentence that the tour prints has been checked. {@link
 * org.jbroker.tools.demo.DemoCommand} is the entry point, {@code Tour} the story, {@code
 * WorkerCommand} what runs in its child processes.
 */
package org.jbroker.tools.demo;
