package dev.llmconnect;

import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Derives values from the parts of an answer, and replaces the parts of one kind. */
final class ResponseParts {
    /** Order of kinds in an answer whose provider gives none. */
    private static final List<Class<? extends ContentPart>> ORDER =
            List.of(Reasoning.class, Text.class, Refusal.class, ToolCall.class);

    private ResponseParts() {}

    static String text(List<ContentPart> parts) {
        return joined(Text.class, Text::text, parts);
    }

    static String reasoning(List<ContentPart> parts) {
        return joined(Reasoning.class, Reasoning::text, parts);
    }

    static String refusal(List<ContentPart> parts) {
        return joined(Refusal.class, Refusal::text, parts);
    }

    static <P extends ContentPart> List<P> of(Class<P> kind, List<ContentPart> parts) {
        List<P> found = List.of();
        for (ContentPart part : parts) {
            if (kind.isInstance(part)) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.add(kind.cast(part));
            }
        }
        return found.isEmpty() ? found : List.copyOf(found);
    }

    /** Concatenates the texts of one kind; a single text, the usual case, is returned without copying. */
    private static <P extends ContentPart> String joined(
            Class<P> kind, Function<P, String> text, List<ContentPart> parts) {
        String first = "";
        StringBuilder all = null;
        for (ContentPart part : parts) {
            if (!kind.isInstance(part)) {
                continue;
            }
            String more = text.apply(kind.cast(part));
            if (all != null) {
                all.append(more);
            } else if (first.isEmpty()) {
                first = more;
            } else if (!more.isEmpty()) {
                all = new StringBuilder(first).append(more);
            }
        }
        return all == null ? first : all.toString();
    }

    /**
     * Replaces the parts of one kind, at the position of the first of them or else at the kind's usual position. Hints of
     * replaced parts are removed.
     */
    static List<ContentPart> replaced(
            Class<? extends ContentPart> kind, List<? extends ContentPart> by, List<ContentPart> parts) {
        List<ContentPart> replaced = new ArrayList<>(parts.size() + by.size());
        int at = -1;
        boolean removing = false;
        for (ContentPart part : parts) {
            removing = kind.isInstance(part) || (removing && part instanceof Hint);
            if (!removing) {
                replaced.add(part);
            } else if (at < 0) {
                at = replaced.size();
            }
        }
        replaced.addAll(at < 0 ? usualPlace(kind, replaced) : at, by);
        return replaced;
    }

    private static int usualPlace(Class<? extends ContentPart> kind, List<ContentPart> parts) {
        List<Class<? extends ContentPart>> later = ORDER.subList(ORDER.indexOf(kind) + 1, ORDER.size());
        for (int i = 0; i < parts.size(); i++) {
            ContentPart part = parts.get(i);
            if (later.stream().anyMatch(other -> other.isInstance(part))) {
                return i;
            }
        }
        return parts.size();
    }
}
