/**
 * Where settings come from. {@link org.jbroker.runtime.config.OptionsLoader} is the entry point.
 *
 * <pre>
 *  broker.conf --ConfigFile--&gt; text --ConfigParser--&gt; settings --+
 *  environment ---------------------------------------&gt; settings --+--&gt; OptionCatalog --&gt; EndpointOptions
 *  arguments ----CommandLine--------------------------&gt; settings --+
 * </pre>
 *
 * <p>Each row overrides those above it; every setting carries the place it came from, which errors
 * and warnings name.
 */
package org.jbroker.runtime.config;
