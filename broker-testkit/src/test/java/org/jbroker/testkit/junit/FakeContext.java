package org.jbroker.testkit.junit;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** As much of JUnit's context as the extensions ask for. */
final class FakeContext {

  private FakeContext() {}

  static ExtensionContext of(Class<?> testClass) {
    Map<Object, Object> stored = new HashMap<>();
    ExtensionContext.Store store =
        proxy(
            ExtensionContext.Store.class,
            (method, arguments) ->
                switch (method) {
                  case "put" -> stored.put(arguments[0], arguments[1]);
                  case "get" -> stored.get(arguments[0]);
                  default -> throw new UnsupportedOperationException(method);
                });
    return proxy(
        ExtensionContext.class,
        (method, arguments) ->
            switch (method) {
              case "getStore" -> store;
              case "getTestClass" -> Optional.of(testClass);
              case "getDisplayName" -> "someTest()";
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private interface Calls {
    Object call(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> calls.call(method.getName(), arguments)));
  }
}
