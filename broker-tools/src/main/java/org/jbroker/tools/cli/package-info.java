/**
 * What the commands share: options, addresses, output, exit statuses, and {@link
 * org.jbroker.tools.cli.Session}, the life of a tool's endpoint.
 */
package org.jbroker.tools.cli;
