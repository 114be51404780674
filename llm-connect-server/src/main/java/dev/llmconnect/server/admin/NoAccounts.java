package dev.llmconnect.server.admin;

import dev.llmconnect.LLMInvalidRequestException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The accounts and callers of a server that accounts for nothing. */
enum NoAccounts implements UsageAccounts, CallerDirectory {
    INSTANCE;

    @Override
    public List<Map<String, ?>> usage(List<String> by, Instant since, Instant until) {
        return List.of();
    }

    @Override
    public List<Map<String, ?>> budgets() {
        return List.of();
    }

    @Override
    public Map<String, ?> status() {
        return Map.of();
    }

    @Override
    public List<Map<String, ?>> callers() {
        return List.of();
    }

    @Override
    public String add(String name, Map<String, @Nullable Object> fields) {
        throw none();
    }

    @Override
    public void change(String name, Map<String, @Nullable Object> fields) {
        throw none();
    }

    @Override
    public String rotate(String name, Duration grace) {
        throw none();
    }

    @Override
    public void revoke(String name) {
        throw none();
    }

    @Override
    public void budgets(String scope, List<?> budgets) {
        throw none();
    }

    private static LLMInvalidRequestException none() {
        return new LLMInvalidRequestException("this server has no callers");
    }
}
