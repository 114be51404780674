package dev.llmconnect.internal.mapping;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the mapping of each type that an answer is made of. Used once, by one thread. */
final class Mappings {
    private static final String ACCEPTED =
            "records, sealed interfaces of records, enums, List, Set, arrays, Map with texts as keys, Optional, texts,"
                    + " numbers, booleans, java.time, UUID and URI";

    private final Map<String, Mapping> known = new HashMap<>();

    Mapping of(Type type) {
        return of(type, Map.of());
    }

    /** The parameters of a method. */
    Members parameters(Method method) {
        List<Members.Member> members = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            if (!parameter.isNamePresent()) {
                throw new IllegalArgumentException(
                        method + " has parameters without names: compile it with -parameters, "
                                + "or give it one record as its parameter");
            }
            members.add(new Members.Member(
                    parameter.getName(),
                    of(parameter.getParameterizedType()),
                    Descriptions.of(parameter),
                    Descriptions.isNullable(parameter, parameter.getAnnotatedType())));
        }
        return new Members(members);
    }

    private Mapping of(Type type, Map<TypeVariable<?>, Type> bound) {
        if (type instanceof Class<?> plain) {
            return ofClass(plain, List.of(), bound);
        }
        if (type instanceof ParameterizedType generic) {
            return ofClass((Class<?>) generic.getRawType(), List.of(generic.getActualTypeArguments()), bound);
        }
        if (type instanceof TypeVariable<?> variable && bound.containsKey(variable)) {
            return of(bound.get(variable), Map.of());
        }
        if (type instanceof WildcardType wildcard) {
            return of(wildcard.getUpperBounds()[0], bound);
        }
        if (type instanceof GenericArrayType array) {
            return list(of(array.getGenericComponentType(), bound));
        }
        throw unsupported(type);
    }

    private Mapping ofClass(Class<?> type, List<Type> arguments, Map<TypeVariable<?>, Type> bound) {
        Mapping scalar = ScalarMapping.of(type);
        if (scalar != null) {
            return scalar;
        }
        if (type.isEnum()) {
            return new EnumMapping(type);
        }
        if (type.isRecord() || (type.isInterface() && type.isSealed())) {
            return object(type, arguments, bound);
        }
        if (type.isArray()) {
            return array(type.getComponentType());
        }
        if (type == Collection.class || type == List.class || type == Iterable.class) {
            return list(argument(type, arguments, 0, bound));
        }
        if (type == Set.class) {
            return new ContainerMapping(
                    argument(type, arguments, 0, bound),
                    elements -> Collections.unmodifiableSet(new LinkedHashSet<>(elements)));
        }
        if (type == Map.class && !arguments.isEmpty() && arguments.get(0) == String.class) {
            return new MapMapping(argument(type, arguments, 1, bound));
        }
        return optional(type, arguments, bound);
    }

    private Mapping optional(Class<?> type, List<Type> arguments, Map<TypeVariable<?>, Type> bound) {
        if (type == Optional.class) {
            return new OptionalMapping(argument(type, arguments, 0, bound), Optional::of, Optional.empty());
        }
        if (type == OptionalInt.class) {
            return new OptionalMapping(of(Integer.class), n -> OptionalInt.of((Integer) n), OptionalInt.empty());
        }
        if (type == OptionalLong.class) {
            return new OptionalMapping(of(Long.class), n -> OptionalLong.of((Long) n), OptionalLong.empty());
        }
        if (type == OptionalDouble.class) {
            return new OptionalMapping(of(Double.class), n -> OptionalDouble.of((Double) n), OptionalDouble.empty());
        }
        throw unsupported(type);
    }

    private Mapping argument(Class<?> type, List<Type> arguments, int index, Map<TypeVariable<?>, Type> bound) {
        if (index >= arguments.size()) {
            throw new IllegalArgumentException(
                    type.getSimpleName() + " says not what it holds: write " + type.getSimpleName() + "<…>");
        }
        return of(arguments.get(index), bound);
    }

    private static Mapping list(Mapping element) {
        return new ContainerMapping(element, List::copyOf);
    }

    private Mapping array(Class<?> component) {
        return new ContainerMapping(of(component), elements -> {
            Object array = Array.newInstance(component, elements.size());
            for (int i = 0; i < elements.size(); i++) {
                Array.set(array, i, elements.get(i));
            }
            return array;
        });
    }

    private Mapping object(Class<?> type, List<Type> arguments, Map<TypeVariable<?>, Type> bound) {
        Map<TypeVariable<?>, Type> own = new HashMap<>();
        StringBuilder key = new StringBuilder(type.getName());
        for (int i = 0; i < arguments.size(); i++) {
            Type argument = arguments.get(i) instanceof TypeVariable<?> outer && bound.containsKey(outer)
                    ? bound.get(outer)
                    : arguments.get(i);
            own.put(type.getTypeParameters()[i], argument);
            key.append('<').append(argument.getTypeName());
        }
        Mapping made = known.get(key.toString());
        if (made != null) {
            return made;
        }
        return type.isRecord() ? record(type, own, key.toString()) : sealed(type, key.toString());
    }

    private Mapping record(Class<?> type, Map<TypeVariable<?>, Type> bound, String key) {
        RecordComponent[] components = type.getRecordComponents();
        RecordMapping mapping = new RecordMapping(type, constructor(type, components));
        known.put(key, mapping);
        List<Members.Member> members = new ArrayList<>();
        for (RecordComponent component : components) {
            members.add(new Members.Member(
                    component.getName(),
                    component(component, bound),
                    Descriptions.of(component),
                    Descriptions.isNullable(component, component.getAnnotatedType())));
        }
        mapping.members(new Members(members));
        return mapping;
    }

    private Mapping component(RecordComponent component, Map<TypeVariable<?>, Type> bound) {
        try {
            return of(component.getGenericType(), bound);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    component.getDeclaringRecord().getSimpleName() + "." + component.getName() + ": " + e.getMessage(),
                    e);
        }
    }

    private Mapping sealed(Class<?> type, String key) {
        SealedMapping mapping = new SealedMapping(type);
        known.put(key, mapping);
        SealedMapping.permitted(type).forEach(one -> {
            if (!one.isRecord()) {
                throw new IllegalArgumentException(
                        type.getName() + " permits " + one.getName() + ", which is no record");
            }
            mapping.add((RecordMapping) of(one));
        });
        return mapping;
    }

    private static Constructor<?> constructor(Class<?> type, RecordComponent[] components) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            opened(constructor, type);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record without its constructor: " + type.getName(), e);
        }
    }

    /** Lets a private record be used, too. */
    static void opened(AccessibleObject member, Class<?> type) {
        try {
            member.setAccessible(true);
        } catch (InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    type.getName() + " is not open to llm-connect: add \"opens " + type.getPackageName()
                            + " to dev.llmconnect.api\" to module-info.java",
                    e);
        }
    }

    private static IllegalArgumentException unsupported(@Nullable Type type) {
        return new IllegalArgumentException(
                (type == null ? "null" : type.getTypeName()) + " has no JSON form here; accepted are " + ACCEPTED);
    }
}
