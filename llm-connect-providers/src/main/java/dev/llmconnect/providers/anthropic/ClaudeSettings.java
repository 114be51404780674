package dev.llmconnect.providers.anthropic;

import dev.llmconnect.spi.ProviderSetting;

/** Settings of the platforms that serve Claude beside Anthropic. */
public final class ClaudeSettings {
    private ClaudeSettings() {}

    /** Values of {@code anthropic-beta} that a platform accepts and that are not known here. */
    public static ProviderSetting betas(String provider) {
        return ProviderSetting.builder("betas")
                .variables("LLM_CONNECT_" + ProviderSetting.variablePart(provider) + "_BETAS")
                .description(
                        "further values of `anthropic-beta` that the platform accepts, separated by commas; `*` for all")
                .build();
    }
}
