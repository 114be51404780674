package dev.llmconnect.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing a provider reads when it is set up. Help, documents and error messages are made from these.
 *
 * @param name the setting's name, for example {@code api_key}
 * @param variables the environment variables that give it, the first one that is not blank wins
 * @param defaultValue the value when nothing gives one
 * @param secret whether its value is a credential
 * @param description one sentence for help texts
 */
public record ProviderSetting(
        String name, List<String> variables, @Nullable String defaultValue, boolean secret, String description) {
    /** The name of the setting that holds the key. */
    public static final String API_KEY = "api_key";
    /** The name of the setting that holds the base URL. */
    public static final String BASE_URL = "base_url";

    /** Copies {@code variables}. */
    public ProviderSetting {
        variables = List.copyOf(variables);
    }

    /** The key, from the provider's customary variables. */
    public static ProviderSetting apiKey(String... variables) {
        return new ProviderSetting(API_KEY, List.of(variables), null, true, "the key of the provider's API");
    }

    /** The address, from {@code LLM_CONNECT_<PROVIDER>_BASE_URL}, then from the provider's customary variables. */
    public static ProviderSetting baseUrl(String provider, @Nullable String defaultUrl, String... customaryVariables) {
        List<String> variables = new ArrayList<>();
        variables.add("LLM_CONNECT_" + variablePart(provider) + "_BASE_URL");
        variables.addAll(List.of(customaryVariables));
        return new ProviderSetting(BASE_URL, variables, defaultUrl, false, "the address of the provider's API");
    }

    /** A name as it stands inside an environment variable: upper case, everything else than letters and digits as {@code _}. */
    public static String variablePart(String name) {
        // No regular expression: at start-up this is asked for some hundred names.
        char[] part = name.toUpperCase(Locale.ROOT).toCharArray();
        for (int i = 0; i < part.length; i++) {
            if ((part[i] < 'A' || part[i] > 'Z') && (part[i] < '0' || part[i] > '9')) {
                part[i] = '_';
            }
        }
        return new String(part);
    }
}
