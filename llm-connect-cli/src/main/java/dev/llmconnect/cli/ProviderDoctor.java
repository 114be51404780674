package dev.llmconnect.cli;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMException;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.RunConfig;
import dev.llmconnect.internal.BaseUrlText;
import dev.llmconnect.internal.NetworkCheck;
import dev.llmconnect.profiles.ProviderKeys;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** Checks one provider: its name in DNS, the way to it, its clock, and the key. Makes no paid call unless told to. */
final class ProviderDoctor {
    /** Difference of clocks that makes signed requests and tokens fail sooner or later. */
    static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(30);

    /** Providers that list their models to anybody, so a listing says nothing of the key. */
    private static final Set<String> PUBLIC_LISTINGS = Set.of("openrouter");

    private static final NetworkCheck NETWORK = ServiceLoader.load(
                    NetworkCheck.class, ProviderDoctor.class.getClassLoader())
            .findFirst()
            .orElseThrow();
    private static final int PAID_TOKENS = 16;
    private static final int PAID_SECONDS = 30;

    private final LLMAdapters registry;
    private final LLMAdapterProvider provider;
    private final AdapterSettings settings;
    private final boolean required;
    private final boolean paid;
    private final List<DoctorCheck> checks = new ArrayList<>();

    /**
     * @param required whether the operator has configured it, so that whatever is missing is a failure
     * @param paid whether a call with a few tokens may be made
     */
    ProviderDoctor(
            LLMAdapters registry,
            LLMAdapterProvider provider,
            AdapterSettings settings,
            boolean required,
            boolean paid) {
        this.registry = registry;
        this.provider = provider;
        this.settings = settings;
        this.required = required;
        this.paid = paid;
    }

    /** The results, in the order of the checks. */
    List<DoctorCheck> checks() {
        String url = baseUrl();
        if (url.isEmpty() || reaches(url)) {
            access();
        }
        return checks;
    }

    private String baseUrl() {
        return provider.settings().stream()
                .filter(setting -> setting.name().equals(ProviderSetting.BASE_URL))
                .flatMap(setting -> settings.value(setting).stream())
                .findFirst()
                .orElse("");
    }

    private DoctorCheck failed(String check, String detail) {
        return required
                ? DoctorCheck.fail(check, provider.name(), detail)
                : DoctorCheck.warn(check, provider.name(), detail);
    }

    /** Whether the address answers at all. */
    private boolean reaches(String url) {
        String host;
        try {
            host = String.valueOf(URI.create(url).getHost());
        } catch (IllegalArgumentException e) {
            checks.add(failed("address", BaseUrlText.shown(url) + " is no URL"));
            return false;
        }
        resolve(host);
        long start = System.nanoTime();
        try {
            NetworkCheck.Answer answer = NETWORK.ask(provider.name(), settings, url);
            checks.add(DoctorCheck.ok(
                            "network",
                            provider.name(),
                            BaseUrlText.shown(url) + " answers" + (answer.proxied() ? " through the proxy" : ""))
                    .since(start));
            answer.date().ifPresent(date -> compare(date, answer.latency()));
            return true;
        } catch (LLMException | IOException | IllegalArgumentException e) {
            checks.add(failed("network", BaseUrlText.shown(url) + " cannot be reached: " + e.getMessage())
                    .since(start));
            return false;
        }
    }

    private void resolve(String host) {
        long start = System.nanoTime();
        try {
            int addresses = InetAddress.getAllByName(host).length;
            checks.add(DoctorCheck.ok(
                            "dns",
                            provider.name(),
                            host + " has " + addresses + (addresses == 1 ? " address" : " addresses"))
                    .since(start));
        } catch (UnknownHostException e) {
            // Behind a proxy only the proxy needs to know the name.
            checks.add(DoctorCheck.warn("dns", provider.name(), host + " is unknown here")
                    .since(start));
        }
    }

    private void compare(Instant date, Duration latency) {
        Duration skew = Duration.between(date, Instant.now().minus(latency.dividedBy(2)));
        boolean close = skew.abs().compareTo(MAX_CLOCK_SKEW) <= 0;
        checks.add(
                close
                        ? DoctorCheck.ok(
                                "clock",
                                provider.name(),
                                "within " + MAX_CLOCK_SKEW.toSeconds() + " s of the provider's")
                        : DoctorCheck.warn(
                                "clock",
                                provider.name(),
                                "this clock is " + skew.abs().toSeconds() + " s "
                                        + (skew.isNegative() ? "behind" : "ahead of")
                                        + " the provider's; set up NTP"));
    }

    private void access() {
        long start = System.nanoTime();
        try (LLMAdapter adapter = ProviderKeys.create(registry, provider.name(), settings)) {
            List<ModelInfo> models = adapter.models();
            boolean tellsOfKey = !models.isEmpty() && !PUBLIC_LISTINGS.contains(provider.name());
            if (paid) {
                start = System.nanoTime();
                adapter.execute(
                        "Say OK.",
                        RunConfig.builder()
                                .maxTokens(PAID_TOKENS)
                                .timeout(Duration.ofSeconds(PAID_SECONDS))
                                .build());
                checks.add(DoctorCheck.ok("call", provider.name(), "a paid call was answered")
                        .since(start));
            } else if (tellsOfKey) {
                checks.add(DoctorCheck.ok("key", provider.name(), "accepted; " + models.size() + " models are listed")
                        .since(start));
            } else {
                checks.add(DoctorCheck.warn(
                                "key",
                                provider.name(),
                                "not checked: the API "
                                        + (models.isEmpty() ? "lists no models" : "lists its models to anybody")
                                        + "; --paid makes a call of a few tokens")
                        .since(start));
            }
        } catch (LLMException e) {
            boolean refused = e.reason().equals(FailureReason.AUTHENTICATION)
                    || e.reason().equals(FailureReason.PERMISSION);
            checks.add(failed(paid ? "call" : "key", (refused ? "not accepted: " : "") + e.getMessage())
                    .since(start));
        }
    }
}
