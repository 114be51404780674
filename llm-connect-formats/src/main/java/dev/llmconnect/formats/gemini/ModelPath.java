package dev.llmconnect.formats.gemini;

import dev.llmconnect.formats.wire.ModelSegment;
import dev.llmconnect.formats.wire.ProviderCall;
import java.util.regex.Pattern;

/** Where a model is asked, below the base URL. */
public final class ModelPath {
    private static final String TUNED = "tunedModels/";
    private static final Pattern FOLDER = Pattern.compile("^(publishers/google/models|google|models|tunedModels)/");

    private ModelPath() {}

    /** {@code /models/NAME:METHOD}, or {@code /tunedModels/…} for a name that says so. */
    static String of(ProviderCall call) {
        return of(call, method(call)) + query(call);
    }

    /** As above, with a method other than those for words. */
    static String of(ProviderCall call, String method) {
        String folder = call.model().startsWith(TUNED) ? "/tunedModels/" : "/models/";
        return folder + ModelSegment.encode(name(call.model())) + ":" + method;
    }

    /** The model without the folder in which Google's own lists name it. */
    public static String name(String model) {
        return FOLDER.matcher(model).replaceFirst("");
    }

    public static String method(ProviderCall call) {
        return call.streaming() ? "streamGenerateContent" : "generateContent";
    }

    /** Without it a stream comes as one JSON array. */
    public static String query(ProviderCall call) {
        return call.streaming() ? "?alt=sse" : "";
    }
}
