/**
 * The {@code broker} command: {@link org.jbroker.tools.BrokerMain} and one package per subcommand.
 *
 * <p>The tools are written on the public API, as any program would be. What they share (options,
 * output, the endpoint's life) is in {@link org.jbroker.tools.cli}.
 */
package org.jbroker.tools;
