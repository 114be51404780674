package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.llmconnect.profiles.policy.PolicyField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/profiles.md} true. With {@code -Dllmconnect.writeDocs} it is brought up to date instead. */
class ProfilesDocumentTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("llmconnect.root", ".."), "docs", "profiles.md");
    private static final String BEGIN = "<!-- fields -->\n";
    private static final String END = "<!-- /fields -->\n";

    @Test
    void listsEveryField() throws IOException {
        String document = Files.readString(DOCUMENT);
        if (System.getProperty("llmconnect.writeDocs") != null) {
            document = before(document, BEGIN) + BEGIN + table() + END + after(document, END);
            Files.writeString(DOCUMENT, document);
        }

        assertThat(before(after(document, BEGIN), END)).isEqualTo(table());
    }

    @Test
    void showsAnExampleThatCanBeRead() throws IOException {
        String json = before(after(Files.readString(DOCUMENT), "<!-- example -->\n```json\n"), "```");
        ProfileLayers layers = new ProfileLayers();
        layers.add("built in", BuiltInProfiles.DEFINITIONS);
        layers.add("the example", ProfileJson.object("the example", json));

        assertThat(layers.merged()).extracting(Profile::name).containsExactly("custodian-triage-balanced", "house");
        assertThat(layers.merged().get(1).config().toMap())
                .contains(entry("model_name", "llama-3.3-70b"), entry("timeout_seconds", 60L));
    }

    @Test
    void namesEveryVariable() throws IOException {
        assertThat(Files.readString(DOCUMENT))
                .contains(Profiles.FILE_VARIABLE, Profiles.JSON_VARIABLE, BuiltInProfiles.CUSTODIAN_TRIAGE_PREFIX);
    }

    private static String table() {
        Map<String, ProfileValue> builtIn = Profiles.load(Map.of(), FakeCatalog.REGISTRY)
                .find(BuiltInProfiles.CUSTODIAN_TRIAGE)
                .orElseThrow()
                .values();
        StringBuilder table = new StringBuilder("""
                | field | value | variable | `custodian-triage-balanced` | meaning |
                |---|---|---|---|---|
                """);
        for (ProfileField field : ProfileField.values()) {
            table.append("| `").append(field.key()).append("` | ").append(field.accepted());
            table.append(" | ").append(code(field.variableSuffix().map(suffix -> "…_" + suffix)));
            table.append(" | ")
                    .append(code(
                            Optional.ofNullable(builtIn.get(field.key())).map(value -> String.valueOf(value.value()))));
            table.append(" | ").append(field.description()).append(" |\n");
        }
        for (PolicyField field : PolicyField.values()) {
            table.append("| `").append(field.key()).append("` | ").append(field.accepted());
            table.append(" | `…").append(field.variable("_")).append("` |  | ");
            table.append(field.description()).append(" |\n");
        }
        return table.toString();
    }

    private static String code(Optional<String> text) {
        return text.map(it -> "`" + it + "`").orElse("");
    }

    private static String before(String text, String mark) {
        return text.substring(0, text.indexOf(mark));
    }

    private static String after(String text, String mark) {
        return text.substring(text.indexOf(mark) + mark.length());
    }
}
