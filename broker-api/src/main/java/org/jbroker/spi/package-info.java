/** Part of Broker's API. */
package org.jbroker.spi;
