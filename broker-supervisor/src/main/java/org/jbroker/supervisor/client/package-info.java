/**
 * What stands behind {@link org.jbroker.supervisor.SupervisorClient}.
 *
 * <pre>
 * SupervisorClient ---> RequestChannel       requests out, answers in, time-outs
 *                  ---> SupervisorLink       the endpoint: is the supervisor there?
 *                         ---> SupervisorLauncher   no: starts one that outlives this process
 *                  ---> DeploymentPlan       what a layout changes
 * </pre>
 */
package org.jbroker.supervisor.client;
