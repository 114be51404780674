package dev.llmconnect.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.spi.ProviderSetting;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base class of tests whose provider is a {@link ProviderStub}. */
abstract class StubbedProvider extends LLMAdapterConformance implements ProviderFormat {
    /** Key that must not appear outside of requests. */
    static final String KEY = "canary-7f3a9c51e0b84d26";

    /** Answer with a model that is never requested and with unique numbers. */
    static final Answer ANSWER =
            new Answer("kit-model-that-answered", List.of("One ", "two ", "three ", "four ", "five."), 31207, 90345);

    final ProviderStub stub = new ProviderStub();

    /**
     * {@inheritDoc}
     *
     * <p>Default: through the registry, with the settings {@code base_url} and {@code api_key}.
     */
    @Override
    public LLMAdapter adapter(URI baseUrl, String key) {
        return LLMAdapters.installed()
                .newAdapter(
                        provider(),
                        settings()
                                .with(ProviderSetting.BASE_URL, baseUrl.toString())
                                .with(ProviderSetting.API_KEY, key));
    }

    @Override
    protected final LLMAdapter newAdapter() {
        return adapter(stub.url(), KEY);
    }

    @Override
    final void assertNothingWasSpent() {
        assertThat(stub.received()).as("what the provider was asked").isEmpty();
    }

    @BeforeEach
    void answerEverything() {
        stub.answer(request -> replyTo(request, ANSWER));
    }

    @AfterEach
    void closeStub() throws IOException {
        stub.close();
    }

    /** Returns the answer as a stream if the request is for a stream. */
    final Reply replyTo(ReceivedRequest request, Answer answer) {
        Reply whole = answer(answer);
        return asksForStream(request) ? stream(answer).orElse(whole) : whole;
    }

    final void assumeStreams() {
        assumeTrue(stream(ANSWER).isPresent(), "the provider has no streams");
    }

    /** Returns the failure of a call, which must fail without revealing the key. */
    final LLMException failure(CallMode mode) {
        return failure(mode, adapter(), hello());
    }

    final LLMException failure(CallMode mode, LLMAdapter adapter, LLMRequest request) {
        Throwable thrown = catchThrowable(() -> mode.ask(adapter, request));
        if (thrown instanceof AssertionError error) {
            throw error;
        }
        assertThat(thrown).as("what the call failed with").isInstanceOf(LLMException.class);
        Secrecy.check(thrown, KEY);
        return (LLMException) thrown;
    }
}
