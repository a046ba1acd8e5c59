package org.jbroker.runtime.config;

/**
 * One key with its value. Immutable.
 *
 * @param key the dotted key, groups included: {@code broker.ttl}
 * @param value what it was set to
 * @param where what an error message names: {@code broker.conf:3:5}, a variable or an argument
 */
record Setting(String key, ConfigValue value, String where) {}
