/**
 * Replays recorded answers of real providers. To plug a wire in, extend {@link dev.llmconnect.providers.corpus.WireReplay} in a class
 * {@code <Wire>ReplayTest} in this package (see {@code ChatReplayTest}), with the reading of its recordings beside it (see
 * {@code ChatExpectation}). {@code -Dllmconnect.corpus=FOLDER} replays another folder than {@code ../shared/corpus}.
 */
@NullMarked
package dev.llmconnect.providers.corpus;

import org.jspecify.annotations.NullMarked;
