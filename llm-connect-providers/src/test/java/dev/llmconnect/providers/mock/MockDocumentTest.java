package dev.llmconnect.providers.mock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/mock.md} true. With {@code -Dllmconnect.writeDocs=true} it is written instead. */
class MockDocumentTest {
    private static final String TEXT = """
            # The mock provider

            `mock` is for testing programs that call llm-connect. It needs no API key and no network, gives the same answer to the same request,
            and reports plausible token counts. It is the default provider of `llm-connect serve`. The model name selects its behaviour:

            ```sh
            curl -s http://127.0.0.1:8080/execute -d '{"prompt":"Hello","config":{"model_name":"mock/error-429"}}'
            ```

            TABLE
            The prefix `mock/` is optional. Every model obeys `max_tokens`, a JSON response format, and a tool choice that requires a tool. Waiting
            ends at the call's deadline, or as soon as the caller disconnects. A token is counted as four characters. Several answers (`n` above 1)
            are refused.

            Every model also returns embeddings, of 8 values or as many as `dimensions` asks for. Texts with words in common have similar vectors.

            Fields that only one API format has are treated as in front of a provider of another format: those that change the answer are refused, hints
            and cache marks are reported in `dropped_params`, and tools that the client runs are functions. Sampling parameters have no effect.

            <!-- Generated from MockModel by MockDocumentTest; -Dllmconnect.writeDocs=true writes it anew. -->
            """;

    @Test
    void theDocumentSaysWhatTheCodeDoes() throws IOException {
        Path file = Path.of(System.getProperty("llmconnect.root", ".."), "docs", "mock.md");
        String text = TEXT.replace("TABLE", MockModel.table());
        if (Boolean.getBoolean("llmconnect.writeDocs")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file).hasContent(text);
    }
}
