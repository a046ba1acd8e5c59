/** Tests of the supervisor. */
package org.jbroker.supervisor;
