/** Tests of the package of the same name. */
package org.jbroker.cluster.log.wire;
