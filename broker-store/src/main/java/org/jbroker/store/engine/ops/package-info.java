/**
 * What the operations of a store do to a value, as pure functions.
 *
 * <p>{@link org.jbroker.store.engine.ops.ManualOps} has the meaning of the manual, for Java
 * writers; {@link org.jbroker.store.engine.ops.LibraryOps} that of the two commands of the C++
 * library, for its writers. Both answer with an {@link org.jbroker.store.engine.ops.Outcome}.
 * {@link org.jbroker.store.engine.ops.Lookup} reads from containers.
 */
package org.jbroker.store.engine.ops;
