package org.jbroker.benchmarks.harness;

import java.nio.file.Path;

/**
 * What a scenario works with.
 *
 * @param profile how much to do
 * @param launcher starts the sides
 * @param directory for files; emptied when all is done
 * @param forks whether measurements within one process get a JVM of their own, too
 */
public record Bench(Profile profile, RoleLauncher launcher, Path directory, boolean forks) {}
