/** Who gets a message, and by which way: several endpoints, real links, one process. */
package org.jbroker.runtime.forwarding;
