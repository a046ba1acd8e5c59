/** Tests of the life of a worker. */
package org.jbroker.supervisor.lifecycle;
