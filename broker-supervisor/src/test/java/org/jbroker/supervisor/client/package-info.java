/** Tests of the client of a supervisor. */
package org.jbroker.supervisor.client;
