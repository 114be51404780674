package dev.llmconnect.fuzz;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON document whose nodes can be changed, and which is written with whatever was put into it. Not thread-safe. */
final class Tree {
    /** Text that is written as it is, whether it is JSON or not. */
    record Raw(String text) {}

    /** A member of an object; the same name may stand there twice. */
    static final class Member {
        String name;
        Slot value;

        Member(String name, Slot value) {
            this.name = name;
            this.value = value;
        }
    }

    /** A place of a value. */
    static final class Slot {
        /** A list of members or of slots, a text, a number, a boolean, {@code null} or {@link Raw}. */
        @Nullable
        Object value;

        Slot(@Nullable Object value) {
            this.value = value;
        }
    }

    /** An object. */
    record Members(List<Member> list) {}

    /** An array. */
    record Items(List<Slot> list) {}

    final Slot root;

    private Tree(Slot root) {
        this.root = root;
    }

    static Tree of(@Nullable Object json) {
        return new Tree(slot(json));
    }

    private static Slot slot(@Nullable Object json) {
        if (json instanceof Map<?, ?> map) {
            List<Member> members = new ArrayList<>();
            map.forEach((name, value) -> members.add(new Member(String.valueOf(name), slot(value))));
            return new Slot(new Members(members));
        }
        if (json instanceof List<?> list) {
            List<Slot> items = new ArrayList<>();
            list.forEach(item -> items.add(slot(item)));
            return new Slot(new Items(items));
        }
        return new Slot(json);
    }

    static Slot copy(Slot slot) {
        if (slot.value instanceof Members members) {
            List<Member> copies = new ArrayList<>();
            members.list().forEach(member -> copies.add(new Member(member.name, copy(member.value))));
            return new Slot(new Members(copies));
        }
        if (slot.value instanceof Items items) {
            List<Slot> copies = new ArrayList<>();
            items.list().forEach(item -> copies.add(copy(item)));
            return new Slot(new Items(copies));
        }
        return new Slot(slot.value);
    }

    /** Every place, this one's first. */
    List<Slot> slots() {
        List<Slot> all = new ArrayList<>();
        collect(root, all);
        return all;
    }

    private static void collect(Slot slot, List<Slot> all) {
        all.add(slot);
        if (slot.value instanceof Members members) {
            members.list().forEach(member -> collect(member.value, all));
        } else if (slot.value instanceof Items items) {
            items.list().forEach(item -> collect(item, all));
        }
    }

    /** As a parser that keeps the last of two members of one name would give it. */
    static @Nullable Object json(Slot slot) {
        if (slot.value instanceof Members members) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            members.list().forEach(member -> map.put(member.name, json(member.value)));
            return map;
        }
        if (slot.value instanceof Items items) {
            List<@Nullable Object> list = new ArrayList<>();
            items.list().forEach(item -> list.add(json(item)));
            return list;
        }
        return slot.value;
    }

    /** The document as text. */
    String written() {
        StringBuilder out = new StringBuilder();
        write(root, out);
        return out.toString();
    }

    private static void write(Slot slot, StringBuilder out) {
        if (slot.value instanceof Members members) {
            String comma = "{";
            for (Member member : members.list()) {
                quote(member.name, out.append(comma));
                write(member.value, out.append(':'));
                comma = ",";
            }
            out.append(members.list().isEmpty() ? "{}" : "}");
        } else if (slot.value instanceof Items items) {
            String comma = "[";
            for (Slot item : items.list()) {
                write(item, out.append(comma));
                comma = ",";
            }
            out.append(items.list().isEmpty() ? "[]" : "]");
        } else if (slot.value instanceof String text) {
            quote(text, out);
        } else if (slot.value instanceof Raw raw) {
            out.append(raw.text());
        } else {
            out.append(slot.value);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
