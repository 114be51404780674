package dev.llmconnect.providers.mock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/mock.md} is made from the code; {@code -Dllmconnect.writeDocs=true} writes it anew. */
class MockDocumentTest {
    private static final String TEXT = """
            # The mock provider

            `mock` answers without a key and without a network, the same to the same request, with plausible token counts. It is
            the default provider of `llm-connect serve`, and meant for testing your own program: the model's name says what happens.

            TABLE
            `mock/` may be left out. `max_tokens` cuts an answer off, a response format of JSON is kept, and a tool choice that demands a tool gets one, whatever
            the model. Waiting ends with the call's deadline, and as soon as its caller has gone. Tokens are counted as four characters each.

            Embeddings are made up too, of any model: 8 values, or as many `dimensions` as are asked for; texts that share words have
            vectors that are close.

            ```
            curl -s localhost:8080/execute -d '{"prompt":"Hello","config":{"model_name":"mock/error-429"}}'
            ```

            <!-- Made from MockModel by MockDocumentTest; -Dllmconnect.writeDocs=true writes it anew. -->
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
