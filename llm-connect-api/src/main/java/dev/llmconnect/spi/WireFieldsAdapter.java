package dev.llmconnect.spi;

import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.WireFields;

/**
 * An adapter that evaluates what a request holds of some wire formats: {@linkplain LLMCall#wireFields() fields}, and parts such as
 * {@link ContentPart.Opaque} and {@link ContentPart.Hint}. It sends, translates or refuses each of them, or omits it and reports it in
 * {@code dropped_params}.
 *
 * <p>For every other adapter and format, {@link CheckedAdapter} decides before the adapter is called: {@linkplain WireFields#required()
 * required} fields and opaque parts are refused, {@linkplain WireFields#hints() hints} are omitted and reported. So are
 * {@linkplain ContentPart.CacheMark cache marks} for an adapter that does not implement this interface. An adapter that knows messages,
 * tools and {@code RunConfig} only need not implement it.
 */
public interface WireFieldsAdapter extends LLMAdapter {
    /** Returns whether the adapter evaluates what a request holds of this wire format. */
    boolean takesWireFields(String wire);
}
