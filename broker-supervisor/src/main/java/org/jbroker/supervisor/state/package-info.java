/**
 * What a supervisor has to remember: a store in a SQLite file, whose changes others watch through a
 * clone.
 */
package org.jbroker.supervisor.state;
