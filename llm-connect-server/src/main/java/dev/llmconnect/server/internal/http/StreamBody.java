package dev.llmconnect.server.internal.http;

/** Writes the body of a streaming answer. The engine calls it exactly once, also when the client has gone already. */
@FunctionalInterface
public interface StreamBody {
    /** Writes the whole body and lets go of what it is made from; blocks as long as that takes. */
    void writeTo(ResponseStream out);
}
