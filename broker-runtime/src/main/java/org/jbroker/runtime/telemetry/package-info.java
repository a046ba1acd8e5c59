/** What happened: counters and the event log. */
package org.jbroker.runtime.telemetry;
