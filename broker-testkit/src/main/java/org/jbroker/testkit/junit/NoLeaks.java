package org.jbroker.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each test of the class leaves no thread and no socket behind; else it fails, with the stacks of
 * the threads. What was there before the test began (and before its {@code @BeforeEach} methods)
 * does not count; what is closed in {@code @AfterEach} methods is closed in time.
 *
 * <p>Looks at the whole JVM, so the tests of such a class do not run in parallel with others.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LeakCheck.class)
public @interface NoLeaks {

  /** Regular expressions of the names of threads that may stay, on top of the JVM's own. */
  String[] ignoreThreads() default {};

  /** How long threads and sockets may take to go, in milliseconds; by default 5,000. */
  int graceMillis() default 5_000;
}
