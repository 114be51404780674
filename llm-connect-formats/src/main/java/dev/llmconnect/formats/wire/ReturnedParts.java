package dev.llmconnect.formats.wire;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.internal.ProviderSteps;
import java.util.ArrayList;
import java.util.List;

/**
 * Parts of earlier answers that a format has no place for: a refusal becomes text; the citations of another format, and images and
 * sounds that a model made, are dropped and noted, as are the steps of tools that a provider of another format ran.
 */
public final class ReturnedParts {
    private ReturnedParts() {}

    /** The call with such parts only as the format can send. */
    public static WireCall fitted(WireCall call, Wire wire) {
        List<Message> messages = call.request().messages();
        if (fit(messages, wire)) {
            return call;
        }
        List<Message> fitted = messages.stream()
                .map(message -> fits(message, wire) ? message : fitted(message, wire, call))
                .filter(message -> !message.parts().isEmpty() || messages.contains(message))
                .toList();
        return call.with(call.request().toBuilder().messages(fitted).build());
    }

    private static boolean fit(List<Message> messages, Wire wire) {
        for (Message message : messages) {
            if (!fits(message, wire)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Message message, Wire wire) {
        for (ContentPart part : message.parts()) {
            if ((isReturned(part, message.role()) && !wire.takesBack(part)) || isForeignStep(part, wire)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isReturned(ContentPart part, Role role) {
        return part instanceof Refusal
                || part instanceof Citation
                || (part instanceof Media && role.equals(Role.ASSISTANT));
    }

    /** Whether a part is a step of a tool that a provider of another format ran itself; the answer it led to stands beside it. */
    private static boolean isForeignStep(ContentPart part, Wire wire) {
        return part instanceof Opaque opaque
                && !opaque.wire().equals(wire.name())
                && ProviderSteps.typeOf(opaque).isPresent();
    }

    private static Message fitted(Message message, Wire wire, WireCall call) {
        List<ContentPart> parts = new ArrayList<>();
        for (ContentPart part : message.parts()) {
            if (part instanceof Opaque opaque && isForeignStep(part, wire)) {
                ProviderSteps.typeOf(opaque).ifPresent(type -> call.dropped("messages." + type));
            } else if (!isReturned(part, message.role()) || wire.takesBack(part)) {
                parts.add(part);
            } else if (part instanceof Refusal refusal) {
                parts.add(new Text(refusal.text()));
            } else if (part instanceof Media) {
                call.dropped(WireCall.MEDIA);
            } else if (part instanceof Citation citation && !citation.wire().equals(wire.name())) {
                // Where the format is the same, its provider wants none back, and nothing is lost.
                call.dropped(WireCall.CITATIONS);
            }
        }
        return message.withParts(parts);
    }
}
