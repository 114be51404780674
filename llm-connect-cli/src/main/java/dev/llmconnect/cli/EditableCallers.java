package dev.llmconnect.cli;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.ledger.LimitStatus;
import dev.llmconnect.ledger.callers.Caller;
import dev.llmconnect.ledger.callers.CallerLimits;
import dev.llmconnect.ledger.callers.CallerSource;
import dev.llmconnect.ledger.callers.KeyEditor;
import dev.llmconnect.server.ApiKeys;
import dev.llmconnect.server.admin.CallerDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ledger's callers for the admin API: changes go to their file or database, and hold when a method returns. Thread-safe. */
final class EditableCallers implements CallerDirectory {
    private final Ledger ledger;
    private final LedgerReport report;
    private final Optional<CallerSource> source;

    /** @param source where callers are changed; without it they cannot be */
    EditableCallers(Ledger ledger, LedgerReport report, Optional<CallerSource> source) {
        this.ledger = ledger;
        this.report = report;
        this.source = source;
    }

    @Override
    public List<Map<String, ?>> callers() {
        Map<String, Map<String, @Nullable Object>> listed =
                source.map(from -> new KeyEditor(from).list()).orElse(Map.of());
        List<Map<String, ?>> trees = new ArrayList<>();
        for (Caller caller : ledger.callers().all()) {
            trees.add(tree(caller, listed.get(caller.name())));
        }
        return trees;
    }

    private Map<String, @Nullable Object> tree(Caller caller, @Nullable Map<String, @Nullable Object> listed) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", caller.name());
        tree.put("keys", listed == null ? null : listed.get("sha256") instanceof List<?> keys ? keys.size() : 0);
        tree.put("tags", caller.tags());
        tree.put("models", caller.models().stream().map(Object::toString).toList());
        tree.put("limits", limits(caller.limits()));
        tree.put(
                "limits_left",
                ledger.limitsOf(caller.name()).stream()
                        .map(EditableCallers::tree)
                        .toList());
        tree.put("budgets", report.budgets(caller));
        tree.put("expires", caller.expires().map(Object::toString).orElse(null));
        tree.put("disabled", caller.isDisabled());
        return tree;
    }

    private static Map<String, Long> limits(CallerLimits limits) {
        Map<String, Long> tree = new LinkedHashMap<>();
        limits.requestsPerMinute().ifPresent(limit -> tree.put("requests_per_minute", limit));
        limits.tokensPerMinute().ifPresent(limit -> tree.put("tokens_per_minute", limit));
        limits.concurrency().ifPresent(limit -> tree.put("concurrency", limit));
        return tree;
    }

    private static Map<String, Object> tree(LimitStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", status.kind().name().toLowerCase(Locale.ROOT));
        tree.put("limit", status.limit());
        tree.put("remaining", status.remaining());
        return tree;
    }

    @Override
    public String add(String name, Map<String, @Nullable Object> fields) {
        return withKey(name, (editor, hash) -> editor.add(name, hash, fields));
    }

    @Override
    public void change(String name, Map<String, @Nullable Object> fields) {
        edit(editor -> editor.describe(name, fields));
    }

    @Override
    public String rotate(String name, Duration grace) {
        return withKey(name, (editor, hash) -> editor.rotate(name, hash, grace));
    }

    @Override
    public void revoke(String name) {
        edit(editor -> editor.revoke(name));
    }

    @Override
    public void budgets(String scope, List<?> budgets) {
        edit(editor -> editor.budgets(scope, budgets));
    }

    private String withKey(String name, KeyEdit edit) {
        ApiKeys.NewKey[] made = new ApiKeys.NewKey[1];
        edit(editor -> {
            made[0] = ApiKeys.generate(name);
            edit.apply(editor, made[0].entry().substring(made[0].entry().indexOf(':') + 1));
        });
        return made[0].key();
    }

    private interface KeyEdit {
        void apply(KeyEditor editor, String hash);
    }

    private interface Edit {
        void apply(KeyEditor editor);
    }

    private void edit(Edit edit) {
        CallerSource changed = source.orElseThrow(() -> new LLMInvalidRequestException(
                "callers and budgets cannot be changed here: start the server with --api-keys-file or --database"));
        try {
            edit.apply(new KeyEditor(changed));
        } catch (LLMConfigurationException e) {
            // What is wrong is in the request, unless the file itself cannot be read or written.
            if (e.getCause() == null && e.code().equals(ErrorCode.CONFIGURATION_ERROR)) {
                throw new LLMInvalidRequestException(e.getMessage());
            }
            throw e;
        }
        ledger.callers().reload();
    }
}
