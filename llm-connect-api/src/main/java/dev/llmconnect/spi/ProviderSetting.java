package dev.llmconnect.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a provider. Help texts, documents and error messages are generated from these.
 *
 * @param name the setting's name, for example {@code api_key}
 * @param variables the environment variables that set it; the first one that is not blank wins
 * @param defaultValue the value when nothing sets one
 * @param secret whether its value is a credential; then it may also come from a file, see {@link AdapterSettings#environmentOrFile}
 * @param description one sentence for help texts
 */
public record ProviderSetting(
        String name, List<String> variables, @Nullable String defaultValue, boolean secret, String description) {
    /** Name of the setting that holds the key. */
    public static final String API_KEY = "api_key";
    /** Name of the setting that holds the base URL. */
    public static final String BASE_URL = "base_url";

    /** Copies {@code variables}. */
    public ProviderSetting {
        variables = List.copyOf(variables);
    }

    /** The API key, from the provider's customary variables. */
    public static ProviderSetting apiKey(String... variables) {
        return new ProviderSetting(API_KEY, List.of(variables), null, true, "the key of the provider's API");
    }

    /** The base URL, from {@code LLM_CONNECT_<PROVIDER>_BASE_URL}, then from the provider's customary variables. */
    public static ProviderSetting baseUrl(String provider, @Nullable String defaultUrl, String... customaryVariables) {
        List<String> variables = new ArrayList<>();
        variables.add("LLM_CONNECT_" + variablePart(provider) + "_BASE_URL");
        variables.addAll(List.of(customaryVariables));
        return new ProviderSetting(BASE_URL, variables, defaultUrl, false, "the base URL of the provider's API");
    }

    /** A name as part of an environment variable: in upper case, with {@code _} for everything but letters and digits. */
    public static String variablePart(String name) {
        // No regular expression: start-up does this for some hundred names.
        char[] part = name.toUpperCase(Locale.ROOT).toCharArray();
        for (int i = 0; i < part.length; i++) {
            if ((part[i] < 'A' || part[i] > 'Z') && (part[i] < '0' || part[i] > '9')) {
                part[i] = '_';
            }
        }
        return new String(part);
    }
}
