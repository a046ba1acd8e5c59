/** Part of the engine. */
package org.jbroker.runtime.routing;
