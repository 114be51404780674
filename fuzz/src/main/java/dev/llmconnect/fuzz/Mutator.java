package dev.llmconnect.fuzz;

import dev.llmconnect.fuzz.Tree.Items;
import dev.llmconnect.fuzz.Tree.Member;
import dev.llmconnect.fuzz.Tree.Members;
import dev.llmconnect.fuzz.Tree.Raw;
import dev.llmconnect.fuzz.Tree.Slot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes a document in a few places, so that most of it stays what a reader expects. Not thread-safe. */
final class Mutator {
    /** The credential that must come out nowhere. */
    static final String KEY = "canary/fuzz+key=of:the.provider~77";

    private static final List<@Nullable Object> VALUES = values();

    private final List<String> names;
    private final List<Slot> parts;

    /**
     * A mutator that puts parts of documents into others.
     *
     * @param documents valid ones
     */
    Mutator(List<Tree> documents) {
        names = new ArrayList<>();
        parts = new ArrayList<>();
        for (Tree document : documents) {
            for (Slot slot : document.slots()) {
                parts.add(slot);
                if (slot.value instanceof Members members) {
                    members.list().forEach(member -> names.add(member.name));
                }
            }
        }
    }

    private static List<@Nullable Object> values() {
        List<@Nullable Object> all = new ArrayList<>();
        all.add(null);
        all.addAll(List.of(
                true,
                false,
                0,
                -1,
                1,
                0.5,
                new Raw("-0"),
                new Raw("1e400"),
                new Raw("1E-400"),
                new Raw("100.0"),
                new Raw("9007199254740993"),
                new Raw("9223372036854775808"),
                new Raw("-9223372036854775809"),
                new Raw("123456789012345678901234567890"),
                new Raw("1e1000000000"),
                new Raw("0".repeat(3) + "1"),
                new Raw("9".repeat(2000)),
                new Raw("NaN"),
                new Raw("nul"),
                new Raw("'a'"),
                new Raw("{\"a\":1,\"a\":2}"),
                new Raw("[1,]"),
                new Raw("\"\\ud800\""),
                new Raw("\"\\x\""),
                new Raw("\"\t\"")));
        all.addAll(List.of(
                "",
                " ",
                "\u0000",
                "null",
                "7",
                "..",
                "../../x?y#z",
                "%2e%2e%2f",
                "a\r\nb: c",
                "\ud83d\ude00",
                "\ud800",
                "\u202e\u2028",
                "data: x\n\ndata: [DONE]\n\n",
                "</think>",
                "{\"a\":",
                "{}",
                "[]",
                "data:image/png;base64,AAAA",
                "data:;base64,====",
                "https://127.0.0.1:1/x",
                "x".repeat(70),
                "y".repeat(10_000),
                KEY,
                "Bearer " + KEY,
                KEY.replace("/", "\\/")));
        all.add(new Items(List.of()));
        all.add(new Members(List.of()));
        for (int depth : new int[] {20, 63, 64, 65, 250, 2000}) {
            all.add(new Raw("[".repeat(depth) + "]".repeat(depth)));
            all.add(new Raw("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)));
        }
        all.add(new Raw("[" + "{},".repeat(3000) + "{}]"));
        return all;
    }

    /** A changed copy. */
    Tree mutate(Tree document, Choices choices) {
        Tree copy = Tree.of(null);
        copy.root.value = Tree.copy(document.root).value;
        for (int changes = 1 + choices.below(4); changes > 0; changes--) {
            change(copy, choices);
        }
        return copy;
    }

    private void change(Tree tree, Choices choices) {
        Slot slot = choices.of(tree.slots());
        switch (choices.below(10)) {
            case 0, 1, 2 -> slot.value = choices.of(VALUES);
            case 3 -> slot.value = Tree.copy(choices.of(parts)).value;
            case 4 -> exchange(slot, choices.of(tree.slots()));
            case 5 ->
                slot.value = choices.once(2)
                        ? new Items(new ArrayList<>(List.of(new Slot(slot.value))))
                        : new Members(new ArrayList<>(List.of(new Member(choices.of(names), new Slot(slot.value)))));
            default -> changeInside(slot, choices);
        }
    }

    /** Not into itself: a document has an end. */
    private static void exchange(Slot one, Slot other) {
        Slot copy = Tree.copy(one);
        one.value = Tree.copy(other).value;
        other.value = copy.value;
    }

    private void changeInside(Slot slot, Choices choices) {
        if (slot.value instanceof Members members) {
            List<Member> list = new ArrayList<>(members.list());
            if (list.isEmpty() || choices.once(3)) {
                list.add(
                        choices.below(list.size() + 1),
                        new Member(
                                choices.of(names),
                                new Slot(choices.once(2) ? choices.of(VALUES) : Tree.copy(choices.of(parts)).value)));
            } else {
                int at = choices.below(list.size());
                switch (choices.below(4)) {
                    case 0 -> list.remove(at);
                    case 1 -> list.get(at).name = choices.of(names);
                    case 2 -> list.add(at, new Member(list.get(at).name, Tree.copy(list.get(at).value)));
                    default -> list.add(choices.below(list.size()), list.remove(at));
                }
            }
            slot.value = new Members(list);
        } else if (slot.value instanceof Items items && !items.list().isEmpty()) {
            List<Slot> list = new ArrayList<>(items.list());
            int at = choices.below(list.size());
            switch (choices.below(4)) {
                case 0 -> list.remove(at);
                case 1 -> list.add(choices.below(list.size()), list.remove(at));
                case 2 -> list.add(at, Tree.copy(choices.of(parts)));
                default -> {
                    for (int i = choices.once(20) ? 300 : 1; i > 0; i--) {
                        list.add(at, Tree.copy(list.get(at)));
                    }
                }
            }
            slot.value = new Items(list);
        } else if (slot.value instanceof String text && !text.isEmpty()) {
            int at = choices.below(text.length());
            slot.value = choices.once(2)
                    ? text.substring(0, at)
                    : text.substring(0, at)
                            + choices.of(List.of("\u0000", "\"", "\\", "\ud800", "\n", "%", KEY))
                            + text.substring(at);
        } else {
            slot.value = choices.of(VALUES);
        }
    }
}
