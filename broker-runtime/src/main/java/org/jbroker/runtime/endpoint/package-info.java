/**
 * What an endpoint is made of: assembly and life cycle only. {@code EngineProvider} is how the API
 * finds the engine, {@code Parts} wires it, {@code EngineEndpoint} hands each call to the part that
 * does the work.
 */
package org.jbroker.runtime.endpoint;
