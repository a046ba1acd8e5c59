/** Tests of what is known of processes. */
package org.jbroker.supervisor.process;
