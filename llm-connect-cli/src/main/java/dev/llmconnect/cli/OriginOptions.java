package dev.llmconnect.cli;

import dev.llmconnect.server.LLMServer;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which host names and web pages may use the server. */
final class OriginOptions {
    @Option(
            names = "--allowed-hosts",
            split = ",",
            paramLabel = "HOST",
            description =
                    "Additional host names of this server, such as llm.example or *.example, separated by commas. Checked only"
                            + " on a loopback address without API keys. Default: loopback names and names under .localhost, .local"
                            + " and .internal")
    private List<String> allowedHosts = new ArrayList<>();

    @Option(
            names = "--allowed-origins",
            split = ",",
            paramLabel = "ORIGIN",
            description =
                    "Additional origins whose web pages may call this server, such as https://app.example, separated by"
                            + " commas. Default: pages of loopback addresses, of desktop programs and of editors")
    private List<String> allowedOrigins = new ArrayList<>();

    /** Sets them on a server. */
    void applyTo(LLMServer.Builder server) {
        server.allowedHosts(stripped(allowedHosts)).allowedOrigins(stripped(allowedOrigins));
    }

    private static List<String> stripped(List<String> names) {
        return names.stream().map(String::strip).filter(name -> !name.isEmpty()).toList();
    }
}
