/**
 * What happens in one process, measured with JMH. Each class has its contestants as a parameter and
 * checks what they did. {@code MicroScenario} in {@link org.jbroker.benchmarks.scenario} runs them.
 */
package org.jbroker.benchmarks.micro;
