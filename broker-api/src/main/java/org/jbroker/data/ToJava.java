package org.jbroker.data;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Data to Java objects; the rules stand at {@link Data#as}.
 *
 * <p>A Java type is turned into a converter once; those of classes are kept as long as the class.
 */
final class ToJava {

  private static final ClassValue<Function<Data, Object>> OF_CLASS =
      new ClassValue<>() {
        @Override
        protected Function<Data, Object> computeValue(Class<?> type) {
          return classConverter(type);
        }
      };

  private static final Function<Data, Object> AS_IS = data -> data;

  private ToJava() {}

  @SuppressWarnings("unchecked")
  static <T> T convert(Data data, Class<T> target) {
    // A primitive class stands for its box; Class.cast would refuse it.
    return (T) OF_CLASS.get(target).apply(data);
  }

  @SuppressWarnings("unchecked")
  static <E> List<E> list(Data data, Class<E> element) {
    return (List<E>) toList(data, OF_CLASS.get(element));
  }

  @SuppressWarnings("unchecked")
  static <E> Set<E> set(Data data, Class<E> element) {
    return (Set<E>) toSet(data, OF_CLASS.get(element));
  }

  @SuppressWarnings("unchecked")
  static <K, V> Map<K, V> map(Data data, Class<K> key, Class<V> value) {
    return (Map<K, V>) toMap(data, OF_CLASS.get(key), OF_CLASS.get(value));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static Function<Data, Object>[] newArray(int length) {
    return new Function[length];
  }

  static TypeClashException clash(Data data, Class<?> target) {
    return new TypeClashException(
        "a value of type " + data.type() + " is no " + target.getSimpleName());
  }

  /** The converter to a type with its type arguments. */
  static Function<Data, Object> converter(Type type) {
    if (type instanceof Class<?> c) {
      // Looked up when it is used: a record may contain itself.
      return data -> OF_CLASS.get(c).apply(data);
    }
    if (type instanceof WildcardType wildcard) {
      return converter(wildcard.getUpperBounds()[0]);
    }
    if (type instanceof GenericArrayType array) {
      Type component = array.getGenericComponentType();
      return arrayConverter(rawClass(component), converter(component));
    }
    if (type instanceof ParameterizedType parameterized) {
      return genericConverter(parameterized);
    }
    throw new IllegalArgumentException(
        "no data converts to " + type.getTypeName() + ", which is no concrete type");
  }

  private static Function<Data, Object> genericConverter(ParameterizedType type) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == Optional.class) {
      Function<Data, Object> content = converter(arguments[0]);
      return data -> data == None.NONE ? Optional.empty() : Optional.of(content.apply(data));
    }
    if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
      Function<Data, Object> element = converter(arguments[0]);
      return orNull(data -> toList(data, element));
    }
    if (raw == Set.class) {
      Function<Data, Object> element = converter(arguments[0]);
      return orNull(data -> toSet(data, element));
    }
    if (raw == Map.class) {
      Function<Data, Object> key = converter(arguments[0]);
      Function<Data, Object> value = converter(arguments[1]);
      return orNull(data -> toMap(data, key, value));
    }
    throw new IllegalArgumentException("no data converts to " + type.getTypeName());
  }

  private static Class<?> rawClass(Type type) {
    if (type instanceof Class<?> c) {
      return c;
    }
    if (type instanceof ParameterizedType parameterized) {
      return (Class<?>) parameterized.getRawType();
    }
    if (type instanceof GenericArrayType array) {
      return rawClass(array.getGenericComponentType()).arrayType();
    }
    throw new IllegalArgumentException(
        "no data converts to " + type.getTypeName() + ", which is no concrete type");
  }

  private static Function<Data, Object> classConverter(Class<?> type) {
    if (type.isInstance(None.NONE)) {
      // Data itself and what it extends, Object among them.
      return data -> requireInstance(data, type);
    }
    if (type == Optional.class) {
      return data -> data == None.NONE ? Optional.empty() : Optional.of(data);
    }
    Function<Data, Object> converter = nonNullConverter(type);
    if (type.isPrimitive()) {
      return data -> {
        if (data == None.NONE) {
          throw new TypeClashException("nil is no " + type + "; Optional or a box takes it");
        }
        return converter.apply(data);
      };
    }
    return orNull(converter);
  }

  private static Function<Data, Object> orNull(Function<Data, Object> converter) {
    return data -> data == None.NONE ? null : converter.apply(data);
  }

  private static Object requireInstance(Data data, Class<?> type) {
    if (!type.isInstance(data)) {
      throw clash(data, type);
    }
    return data;
  }

  private static Function<Data, Object> nonNullConverter(Class<?> type) {
    if (Data.class.isAssignableFrom(type)) {
      return data -> requireInstance(data, type);
    }
    Class<?> boxed = MethodType.methodType(type).wrap().returnType();
    Function<Data, Object> scalar = ScalarsToJava.converter(boxed);
    if (scalar != null) {
      return scalar;
    }
    if (InetAddress.class.isAssignableFrom(type)) {
      return data -> ScalarsToJava.inetAddress(data, type);
    }
    if (type.isEnum()) {
      return data -> ScalarsToJava.constant(data, type);
    }
    if (type.isRecord()) {
      return data -> RecordShape.of(type).create(data);
    }
    if (type.isArray()) {
      return arrayConverter(type.getComponentType(), converter(type.getComponentType()));
    }
    if (type == List.class || type == Collection.class || type == Iterable.class) {
      return data -> toList(data, AS_IS);
    }
    if (type == Set.class) {
      return data -> toSet(data, AS_IS);
    }
    if (type == Map.class) {
      return data -> toMap(data, AS_IS, AS_IS);
    }
    throw new IllegalArgumentException("no data converts to " + type.getName());
  }

  private static Function<Data, Object> arrayConverter(
      Class<?> component, Function<Data, Object> element) {
    return orNull(
        data -> {
          if (!(data instanceof Vector vector)) {
            throw clash(data, component.arrayType());
          }
          Object array = Array.newInstance(component, vector.size());
          for (int i = 0; i < vector.size(); i++) {
            Array.set(array, i, element.apply(vector.get(i)));
          }
          return array;
        });
  }

  private static List<Object> toList(Data data, Function<Data, Object> element) {
    if (!(data instanceof Vector vector)) {
      throw clash(data, List.class);
    }
    // Not List.of: an element may be none, which is null.
    List<Object> result = new ArrayList<>(vector.size());
    for (int i = 0; i < vector.size(); i++) {
      result.add(element.apply(vector.get(i)));
    }
    return Collections.unmodifiableList(result);
  }

  private static Set<Object> toSet(Data data, Function<Data, Object> element) {
    if (!(data instanceof SetData set)) {
      throw clash(data, Set.class);
    }
    Set<Object> result = new LinkedHashSet<>();
    for (int i = 0; i < set.size(); i++) {
      if (!result.add(element.apply(set.get(i)))) {
        throw new TypeClashException("two elements of the set become equal: " + set.get(i));
      }
    }
    return Collections.unmodifiableSet(result);
  }

  private static Map<Object, Object> toMap(
      Data data, Function<Data, Object> key, Function<Data, Object> value) {
    if (!(data instanceof Table table)) {
      throw clash(data, Map.class);
    }
    Map<Object, Object> result = new LinkedHashMap<>();
    for (int i = 0; i < table.size(); i++) {
      Object k = key.apply(table.keyAt(i));
      if (result.containsKey(k)) {
        throw new TypeClashException("two keys of the table become equal: " + table.keyAt(i));
      }
      result.put(k, value.apply(table.valueAt(i)));
    }
    return Collections.unmodifiableMap(result);
  }
}
