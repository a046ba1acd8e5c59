package org.jbroker.data;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.function.Function;

/**
 * How to take a record class apart and put it together, found once per class and kept as long as
 * the class. Private and nested records are fine where their module opens the package to this one.
 */
final class RecordShape {

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private static final MethodType ACCESSOR = MethodType.methodType(Object.class, Object.class);
  private static final MethodType CONSTRUCTOR = MethodType.methodType(Object.class, Object[].class);

  private final Class<?> type;
  private final String[] names;
  private final MethodHandle[] accessors;
  private final MethodHandle constructor;
  private final Type[] componentTypes;

  /**
   * Made on first use: a component type that no data converts to matters to {@link #create} only.
   */
  private volatile Function<Data, Object>[] converters;

  private RecordShape(Class<?> type) {
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    names = new String[components.length];
    accessors = new MethodHandle[components.length];
    componentTypes = new Type[components.length];
    Class<?>[] parameters = new Class<?>[components.length];
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      for (int i = 0; i < components.length; i++) {
        RecordComponent component = components[i];
        names[i] = component.getName();
        parameters[i] = component.getType();
        componentTypes[i] = component.getGenericType();
        Method accessor = component.getAccessor();
        open(accessor);
        accessors[i] = lookup.unreflect(accessor).asType(ACCESSOR);
      }
      Constructor<?> canonical = type.getDeclaredConstructor(parameters);
      open(canonical);
      constructor =
          lookup
              .unreflectConstructor(canonical)
              .asSpreader(Object[].class, parameters.length)
              .asType(CONSTRUCTOR);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot use record " + type.getName(), e);
    }
  }

  private void open(AccessibleObject member) {
    try {
      member.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw new IllegalArgumentException(
          "record "
              + type.getName()
              + " is not accessible: its module must open package "
              + type.getPackageName()
              + " to "
              + moduleName(),
          e);
    }
  }

  private static String moduleName() {
    Module module = RecordShape.class.getModule();
    return module.isNamed() ? module.getName() : "all";
  }

  /** The shape of a record class. */
  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  /** The number of components. */
  int size() {
    return names.length;
  }

  /** The value of component {@code index}. What its accessor throws is passed on. */
  Object read(Record record, int index) {
    try {
      return (Object) accessors[index].invokeExact((Object) record);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** A record from a vector of its components. What its constructor throws is passed on. */
  Object create(Data data) {
    if (!(data instanceof Vector vector)) {
      throw ToJava.clash(data, type);
    }
    if (vector.size() != names.length) {
      throw new TypeClashException(
          "record "
              + type.getSimpleName()
              + " has the "
              + names.length
              + " components "
              + Arrays.toString(names)
              + ", the vector "
              + vector.size());
    }
    Function<Data, Object>[] toComponents = converters();
    Object[] arguments = new Object[names.length];
    for (int i = 0; i < arguments.length; i++) {
      try {
        arguments[i] = toComponents[i].apply(vector.get(i));
      } catch (TypeClashException e) {
        throw new TypeClashException(
            "component " + names[i] + " of " + type.getSimpleName() + ": " + e.getMessage(), e);
      }
    }
    try {
      return (Object) constructor.invokeExact(arguments);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  private Function<Data, Object>[] converters() {
    Function<Data, Object>[] result = converters;
    if (result == null) {
      result = ToJava.newArray(componentTypes.length);
      for (int i = 0; i < result.length; i++) {
        result[i] = ToJava.converter(componentTypes[i]);
      }
      converters = result;
    }
    return result;
  }

  private RuntimeException rethrown(Throwable e) {
    if (e instanceof RuntimeException runtime) {
      return runtime;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalArgumentException("record " + type.getName() + " threw", e);
  }
}
