package dev.llmconnect.server.internal.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import org.junit.jupiter.api.Test;

class NettyVersionTest {
    @Test
    void acceptsTheNettyOfThisModule() {
        assertThatCode(() -> NettyVersion.require(NettyVersion.class.getClassLoader()))
                .doesNotThrowAnyException();
    }

    @Test
    void saysWhatToDoAboutAnOlderNetty() {
        assertThatThrownBy(() -> NettyVersion.require(ClassLoader.getPlatformClassLoader()))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("Netty 4.1.102")
                .hasMessageContaining("netty.version");
    }
}
