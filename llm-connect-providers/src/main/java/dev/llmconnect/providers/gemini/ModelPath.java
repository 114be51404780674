package dev.llmconnect.providers.gemini;

import dev.llmconnect.providers.wire.WireCall;
import okhttp3.HttpUrl;

/** Where a model is asked, below the base URL. */
final class ModelPath {
    private static final String MODELS = "models/";
    private static final String TUNED = "tunedModels/";

    private ModelPath() {}

    /** {@code /models/NAME:METHOD}. A model may be named with the {@code models/} or {@code tunedModels/} of Google's own lists. */
    static String of(WireCall call) {
        String model = call.model();
        String folder = model.startsWith(TUNED) ? TUNED : MODELS;
        String name = model.startsWith(folder) ? model.substring(folder.length()) : model;
        // As one segment, so that no name a caller gives can lead elsewhere.
        String segment = new HttpUrl.Builder()
                .scheme("https")
                .host("localhost")
                .addPathSegment(name + ":" + method(call))
                .build()
                .encodedPath();
        return "/" + folder.substring(0, folder.length() - 1) + segment + query(call);
    }

    static String method(WireCall call) {
        return call.streaming() ? "streamGenerateContent" : "generateContent";
    }

    /** Without it a stream comes as one JSON array. */
    static String query(WireCall call) {
        return call.streaming() ? "?alt=sse" : "";
    }
}
