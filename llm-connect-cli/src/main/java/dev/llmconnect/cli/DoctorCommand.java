package dev.llmconnect.cli;

import dev.llmconnect.LLMException;
import dev.llmconnect.cli.DoctorCheck.Status;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.internal.JsonTreeWriter;
import dev.llmconnect.profiles.ProviderKeys;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks whether a server with this configuration would work here. */
@Command(
        mixinStandardHelpOptions = true,
        description =
                "Checks whether `serve` would work here with the configuration file and the variables: configuration,"
                        + " data folder or database, free ports, and for each configured provider DNS, proxy, certificates, latency,"
                        + " clock and key (by listing models, which costs nothing). Exit code 3 if a check fails.")
final class DoctorCommand implements Callable<Integer> {
    private static final int FAILED_EXIT_CODE = 3;
    private static final int MAX_THREADS = 8;
    private static final int PROVIDER_SECONDS = 45;
    private static final String MOCK = "mock";

    private final Console console;

    @Option(
            names = "--paid",
            arity = "0..1",
            converter = OptionValue.Flag.class,
            preprocessor = OptionValue.Flag.class,
            paramLabel = "YES|NO",
            description = "Make a call of a few tokens to each provider's default model. Default: no")
    private boolean paid;

    @Option(
            names = "--json",
            arity = "0..1",
            converter = OptionValue.Flag.class,
            preprocessor = OptionValue.Flag.class,
            paramLabel = "YES|NO",
            description =
                    "Print JSON: an object with `status` and `checks`, each with `check`, `subject`, `status` (ok,"
                            + " warn or fail), `detail` and `millis`. Default: no")
    private boolean json;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<DoctorCheck> checks = new ArrayList<>();
        ServeCommand serve = ConfigCommand.serve(console);
        checks.add(DoctorCheck.ok(
                "java",
                "server",
                "Java " + Runtime.version() + ", " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MB heap"));
        checks.addAll(serve.doctor());
        try {
            ConfigCommand.withServer(console, (command, assembly, report) -> {
                checks.add(0, DoctorCheck.ok("configuration", "server", "valid"));
                checks.addAll(providers(command, assembly));
            });
        } catch (LLMException e) {
            checks.add(0, DoctorCheck.fail("configuration", "server", String.valueOf(e.getMessage())));
        }
        Status worst =
                checks.stream().map(DoctorCheck::status).max(Status::compareTo).orElse(Status.OK);
        print(checks, worst);
        return worst == Status.FAIL ? FAILED_EXIT_CODE : 0;
    }

    private void print(List<DoctorCheck> checks, Status worst) {
        if (json) {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put("status", worst.shown());
            tree.put("checks", checks.stream().map(DoctorCheck::tree).toList());
            console.out().println(JsonTreeWriter.of(tree));
            return;
        }
        checks.forEach(check -> console.out().println(check.line()));
    }

    /** Of all configured providers, at the same time. */
    private List<DoctorCheck> providers(ServeCommand serve, AdapterAssembly assembly) {
        Set<String> ofProfiles = assembly.profileProviders();
        // Two providers may share a key, such as both APIs of OpenAI: one of them is checked, unless both are used.
        Set<String> configured = new HashSet<>();
        Map<String, Future<List<DoctorCheck>>> running = new LinkedHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(MAX_THREADS, work -> {
            Thread thread = new Thread(work, "doctor");
            thread.setDaemon(true);
            return thread;
        });
        for (LLMAdapterProvider provider : assembly.registry().providers()) {
            boolean required = configured.addAll(setVariables(provider)) || serve.isDefaultProvider(provider);
            if (!provider.name().equals(MOCK) && (required || ofProfiles.contains(provider.name()))) {
                ProviderDoctor doctor =
                        new ProviderDoctor(assembly.registry(), provider, serve.settings(provider), required, paid);
                running.put(provider.name(), threads.submit(doctor::checks));
            }
        }
        List<DoctorCheck> checks = new ArrayList<>();
        running.forEach((name, result) -> checks.addAll(await(name, result)));
        threads.shutdownNow();
        return checks;
    }

    private static List<DoctorCheck> await(String name, Future<List<DoctorCheck>> result) {
        try {
            return result.get(PROVIDER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return List.of(DoctorCheck.fail("network", name, "no answer within " + PROVIDER_SECONDS + " s"));
        } catch (ExecutionException e) {
            return List.of(DoctorCheck.fail("network", name, String.valueOf(e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(DoctorCheck.fail("network", name, "interrupted"));
        }
    }

    /** The variables with a credential or an address of it that are set. */
    private List<String> setVariables(LLMAdapterProvider provider) {
        return provider.settings().stream()
                .filter(setting -> setting.isSecret() || setting.name().equals(ProviderSetting.BASE_URL))
                .flatMap(setting -> ProviderKeys.variables(setting).stream())
                .filter(variable ->
                        !console.environment().getOrDefault(variable, "").isBlank())
                .toList();
    }
}
