/**
 * TLS without certificates as the C++ Broker does it, by Bouncy Castle's low-level TLS, which is an
 * optional dependency: the JDK refuses anonymous suites unless they are switched on for the whole
 * program. Start at {@link org.jbroker.runtime.tls.anonymous.AnonymousTls}.
 */
package org.jbroker.runtime.tls.anonymous;
