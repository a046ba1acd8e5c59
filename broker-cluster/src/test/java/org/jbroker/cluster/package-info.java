/** Tests of the cluster framework. */
package org.jbroker.cluster;
