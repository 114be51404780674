/**
 * What a provider's author implements, and the adapter that runs it.
 *
 * <p>An adapter is three things put together by {@link dev.llmconnect.providers.wire.WireAdapter}: a
 * {@link dev.llmconnect.formats.wire.Wire} (how a request and an answer are written), a
 * {@link dev.llmconnect.providers.wire.Backend} (where they go, and with which key), and
 * {@link dev.llmconnect.providers.http.HttpClients} (how they travel).
 *
 * <p>To add a wire format: implement {@link dev.llmconnect.formats.wire.Wire}. {@code encode} builds the body with
 * {@link dev.llmconnect.formats.wire.BodyBuilder}, which sees to {@code model_params}; {@code decode} reads an answer with
 * {@link dev.llmconnect.formats.json.JsonNode}, which never throws on a strange shape; {@code decoder} gives a
 * {@link dev.llmconnect.formats.wire.StreamDecoder} that is fed frames and must know when the provider has said that it is done.
 * Failures inside an answer are made by {@link dev.llmconnect.formats.wire.WireCall#failures()}; everything else (status codes,
 * redirects, limits, truncation, cancellation, deadlines, the metadata all answers carry) is the adapter's.
 *
 * <p>To add a place that serves a known format: implement {@link dev.llmconnect.providers.wire.Backend}, or use
 * {@link dev.llmconnect.providers.wire.DirectBackend} when it is just a base URL and a key.
 */
@NullMarked
package dev.llmconnect.providers.wire;

import org.jspecify.annotations.NullMarked;
