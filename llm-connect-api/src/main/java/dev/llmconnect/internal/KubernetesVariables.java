package dev.llmconnect.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Recognizes the variables that Kubernetes sets in every container for each service. Those of a service named {@code llm-connect}
 * or {@code llm-connect-…} have our prefix: {@code LLM_CONNECT_PORT=tcp://10.0.0.1:8080}.
 *
 * <p>Source: <a href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Kubernetes'
 * description</a>.
 */
public final class KubernetesVariables {
    private static final String SERVICE = "LLM_CONNECT_(?:[A-Z0-9_]+_)?";
    private static final Pattern BY_NAME = Pattern.compile(SERVICE
            + "(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_\\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)");
    /** Variables told apart by value: ours is a number, or does not exist. */
    private static final Pattern BY_VALUE = Pattern.compile(SERVICE + "PORT");

    private static final Pattern ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://.*");

    private KubernetesVariables() {}

    /** Whether Kubernetes has set a variable. */
    public static boolean matches(String name, String value) {
        return BY_NAME.matcher(name).matches()
                || (BY_VALUE.matcher(name).matches()
                        && ADDRESS.matcher(value.strip()).matches());
    }

    /** Returns the names of such variables, sorted. */
    public static List<String> in(Map<String, String> environment) {
        List<String> names = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (matches(name, value)) {
                names.add(name);
            }
        });
        return names;
    }
}
