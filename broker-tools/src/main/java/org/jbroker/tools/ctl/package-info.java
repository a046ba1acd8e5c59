/**
 * {@code broker ctl}: the shell of a supervisor, on a terminal, from a script, or for one command.
 *
 * <pre>
 * CtlCommand --- without a subcommand ---> Shell: lines ---> CtlCommand again, for each
 *            --- StatusCommand, ... -----> CtlAction ---> CtlSession ---> SupervisorClient
 *                                                    ---> CtlOutput: text, tables, JSON
 * </pre>
 */
package org.jbroker.tools.ctl;
