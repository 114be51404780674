package dev.llmconnect.ledger.prices;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Candidate names of a model in a price list, most likely first: the id, the id without a trailing date or version
 * ({@code gpt-4o-2024-08-06} → {@code gpt-4o}), then the id in the form of its provider (a path, a Bedrock region).
 *
 * <p>Removes only what looks like a date or a version, never a single digit: {@code gpt-5-pro} is not {@code gpt-5}, and
 * {@code claude-sonnet-4-5} is not {@code claude-sonnet-4}; their prices differ.
 */
final class ModelIds {
    private static final Pattern VERSION = Pattern.compile(
            "(?:[-@](?:\\d{4}-\\d{2}-\\d{2}|\\d{2}-\\d{4}|\\d{2}-\\d{2}|\\d{3,8}|latest|default)|-v\\d+(?::\\d+)?|[:@]\\d+)$");
    private static final Pattern PATH = Pattern.compile("^(?:models|publishers/[^/]+/models|projects/.*/models)/");
    private static final Pattern BEDROCK_ARN =
            Pattern.compile("^arn:aws[a-z-]*:bedrock:.*[:/](?:foundation-model|inference-profile)/([^/]+)$");
    private static final Pattern BEDROCK_GEOGRAPHY = Pattern.compile("^(global|us|eu|apac|au|jp|ca|sa|us-gov)\\.(.+)$");
    /** Geographic endpoints with equal prices: a region without a row uses another region's. */
    private static final List<String> GEOGRAPHIES = List.of("us", "eu", "jp", "au");

    private ModelIds() {}

    /**
     * Returns the candidates.
     *
     * @param model model id in lower case
     */
    static Set<String> candidates(String provider, String model) {
        Set<String> ids = new LinkedHashSet<>();
        addWithoutVersions(ids, model);
        Matcher path = PATH.matcher(model);
        if (path.find()) {
            addWithoutVersions(ids, model.substring(path.end()));
        }
        if (provider.equals("bedrock")) {
            addBedrock(ids, model);
        }
        return ids;
    }

    private static void addWithoutVersions(Set<String> ids, String model) {
        String id = model;
        ids.add(id);
        for (Matcher version = VERSION.matcher(id);
                version.find() && version.start() > 0;
                version = VERSION.matcher(id)) {
            id = id.substring(0, version.start());
            ids.add(id);
        }
    }

    private static void addBedrock(Set<String> ids, String model) {
        Matcher arn = BEDROCK_ARN.matcher(model);
        String id = arn.matches() ? arn.group(1) : model;
        addWithoutVersions(ids, id);
        Matcher geography = BEDROCK_GEOGRAPHY.matcher(id);
        if (geography.matches()) {
            if (!geography.group(1).equals("global")) {
                GEOGRAPHIES.forEach(other -> addWithoutVersions(ids, other + "." + geography.group(2)));
            }
            addWithoutVersions(ids, geography.group(2));
        }
    }
}
