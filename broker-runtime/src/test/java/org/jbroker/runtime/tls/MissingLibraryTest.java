package org.jbroker.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Test;

/** A program that has not added the optional dependency. */
@NoLeaks(ignoreThreads = "globalEventExecutor-.*")
class MissingLibraryTest {

  /** Called by reflection, among classes of a loader that has no Bouncy Castle. */
  public static final class Program {
    private Program() {}

    /** Opens endpoints without TLS, then with anonymous TLS. */
    public static String run() {
      org.jbroker.EndpointOptions options =
          org.jbroker.EndpointOptions.builder().ignoreBrokerConf(true).build();
      org.jbroker.Endpoint.open(options).close();
      try {
        org.jbroker.Endpoint.open(
                options.toBuilder().tls(org.jbroker.TlsOptions.anonymous()).build())
            .close();
        return "no failure";
      } catch (IllegalStateException e) {
        return e.getMessage();
      }
    }
  }

  @Test
  void anonymousTlsNamesTheLibraryAndEverythingElseWorksWithoutIt() throws Exception {
    URL[] path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("bc"))
            .map(MissingLibraryTest::url)
            .toArray(URL[]::new);
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      Thread.currentThread().setContextClassLoader(loader);
      assertThat(loader.loadClass(Program.class.getName()).getMethod("run").invoke(null))
          .asString()
          .contains("org.bouncycastle:bctls-jdk18on")
          .contains("optional");
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
