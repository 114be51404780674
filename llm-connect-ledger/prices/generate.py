#!/usr/bin/env python3
"""Generates the bundled price table from two public price lists.

    generate.py PRICES.tsv MODELS.tsv SECOND.json

PRICES.tsv and MODELS.tsv are the models.dev catalogue (https://models.dev, MIT) as tables: US dollars per million tokens. SECOND.json is
the file model_prices_and_context_window.json of LiteLLM (https://github.com/BerriAI/litellm, MIT): US dollars per token. Writes

    src/main/resources/dev/llmconnect/ledger/prices.tsv   the table that the jar carries
    prices/disagreements.tsv                              every id on which the two lists disagree, with the choice and why

beside this script. All arithmetic is decimal. DATES below says of when the two lists are.
"""

import csv
import json
import pathlib
import re
import sys
from decimal import Decimal

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE.parent / "src/main/resources/dev/llmconnect/ledger/prices.tsv"
DISAGREEMENTS = HERE / "disagreements.tsv"
DATES = ("2026-07-02", "2026-11-29")

# Our names of providers, where the catalogue has others. The first name is the section's, the others are aliases.
NAMES = {
    "amazon-bedrock": ["bedrock"],
    "azure": ["azure-openai"],
    "fireworks-ai": ["fireworks"],
    "google": ["gemini"],
    "google-vertex": ["vertex-gemini"],
    "google-vertex-anthropic": ["vertex-anthropic"],
    "moonshotai": ["moonshot"],
    "moonshotai-cn": ["moonshot-cn"],
    "novita-ai": ["novita"],
    "openai": ["openai", "openai-responses"],
    "togetherai": ["together"],
}

# Providers that run on the operator's own machine: nobody sends a bill.
FREE = ["llama.cpp", "lmstudio", "mock", "ollama", "vllm"]

# The second list's names of the catalogue's providers.
SECOND = {
    "alibaba": ["dashscope"],
    "amazon-bedrock": ["bedrock", "bedrock_converse"],
    "anthropic": ["anthropic"],
    "azure": ["azure", "azure_ai"],
    "cerebras": ["cerebras"],
    "cohere": ["cohere", "cohere_chat"],
    "databricks": ["databricks"],
    "deepinfra": ["deepinfra"],
    "deepseek": ["deepseek"],
    "fireworks-ai": ["fireworks_ai"],
    "google": ["gemini"],
    "google-vertex": ["vertex_ai-language-models", "vertex_ai", "vertex_ai-embedding-models"],
    "google-vertex-anthropic": ["vertex_ai-anthropic_models"],
    "groq": ["groq"],
    "minimax": ["minimax"],
    "mistral": ["mistral"],
    "moonshotai": ["moonshot"],
    "nebius": ["nebius"],
    "novita-ai": ["novita"],
    "openai": ["openai"],
    "perplexity": ["perplexity"],
    "togetherai": ["together_ai"],
    "vercel": ["vercel_ai_gateway"],
    "xai": ["xai"],
    "zai": ["zai"],
}
MODES = {"chat", "completion", "responses", "embedding", "image_generation", None}

MILLION = Decimal(1_000_000)
# What the second list calls a kind of token, and we.
KINDS = [
    ("input", "input_cost_per_token"),
    ("output", "output_cost_per_token"),
    ("cache_read", "cache_read_input_token_cost"),
    ("cache_write", "cache_creation_input_token_cost"),
    ("cache_write_1h", "cache_creation_input_token_cost_above_1hr"),
    ("reasoning", "output_cost_per_reasoning_token"),
    ("audio_input", "input_cost_per_audio_token"),
    ("audio_output", "output_cost_per_audio_token"),
    ("image_input", "input_cost_per_image_token"),
    ("image_output", "output_cost_per_image_token"),
]
ORDER = [kind for kind, _ in KINDS] + ["request"]
GEOGRAPHIC = re.compile(r"(au|eu|jp|us|apac|ca)\.anthropic\.")


def plain(value):
    """Without exponent, without trailing zeros, and without the noise of binary fractions: a billionth of a dollar per million is the least."""
    return format(value.quantize(Decimal("0.000001")).normalize(), "f")


def read_tsv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def catalogue(prices, models):
    """{(provider, model): [(above, {kind: price})]}; the first entry is the base, with above 0."""
    rows = {}
    for row in models:
        if row["input_usd_per_mtok"] and Decimal(row["input_usd_per_mtok"]) > 0:
            rows[row["provider"], row["model"]] = [(0, rates(
                input=row["input_usd_per_mtok"], output=row["output_usd_per_mtok"],
                cache_read=row["cache_read_usd_per_mtok"], cache_write=row["cache_write_usd_per_mtok"]))]
        elif row["model"].endswith((":free", "-free")) and row["input_usd_per_mtok"]:
            rows[row["provider"], row["model"]] = [(0, {"input": Decimal(0), "output": Decimal(0)})]
    for row in prices:
        key = row["provider"], row["model"]
        if key not in rows:
            continue  # an id that was cut off on its way into the table; MODELS.tsv has it whole, without tiers
        base = (0, rates(
            input=row["input"], output=row["output"], cache_read=row["cache_read"], cache_write=row["cache_write"],
            reasoning=row["reasoning"], audio_input=row["input_audio"], audio_output=row["output_audio"]))
        tiers = [
            (tier["tier"]["size"], rates(
                input=tier["input"], output=tier["output"], cache_read=tier.get("cache_read"),
                cache_write=tier.get("cache_write"), audio_input=tier.get("input_audio")))
            for tier in json.loads(row["tiers"] or "[]", parse_float=Decimal, parse_int=Decimal)]
        rows[key] = [base] + [(int(above), tier) for above, tier in sorted(tiers, key=lambda tier: tier[0])]
    return rows


def rates(**prices):
    """A cache price of 0 in the lists means that none is told: such tokens cost what other input costs."""
    told = {kind: Decimal(str(price)) for kind, price in prices.items() if price not in (None, "")}
    return {kind: price for kind, price in told.items() if price > 0 or kind in ("input", "output")}


def second_list(path):
    """{(provider, model): entry}, by every name the list gives a model."""
    with open(path, encoding="utf-8") as file:
        entries = json.load(file, parse_float=Decimal)
    providers = {name: provider for provider, names in SECOND.items() for name in names}
    found = {}
    for key, entry in entries.items():
        provider = providers.get(entry.get("litellm_provider"))
        if provider is None or entry.get("mode") not in MODES or "input_cost_per_token" not in entry:
            continue
        name = key.split("/", 1)[1] if key.split("/", 1)[0] in (
            *SECOND[provider], "gemini", "vertex_ai", "azure", "azure_ai", "bedrock") and "/" in key else key
        if provider in ("amazon-bedrock", "azure", "openai", "anthropic", "google", "google-vertex") and "/" in name:
            continue  # a price of one region or one picture size, by a name of the list's own
        found.setdefault((provider, name), entry)
    return found


def second_rates(entry):
    found = {}
    for kind, field in KINDS:
        price = entry.get(field)
        if price is not None and (price > 0 or kind in ("input", "output")):
            found[kind] = Decimal(price) * MILLION
    found.setdefault("output", Decimal(0))
    request = entry.get("input_cost_per_request")
    search = entry.get("search_context_cost_per_query")
    if request:
        found["request"] = Decimal(request)
    elif entry.get("litellm_provider") == "perplexity" and search:
        # Each call of these models searches; the size is low unless the call says otherwise.
        found["request"] = Decimal(search["search_context_size_low"])
    return found


def second_tiers(entry):
    sizes = sorted({int(size) for field in entry for size in re.findall(r"^input_cost_per_token_above_(\d+)k_tokens$", field)})
    tiers = []
    for size in sizes:
        tier = {}
        for kind, field in KINDS:
            price = entry.get(f"{field}_above_{size}k_tokens")
            if price:
                tier[kind] = Decimal(price) * MILLION
        tiers.append((size * 1000, tier))
    return tiers


def same(a, b):
    return abs(a - b) <= Decimal("0.0005") * max(a, b)


def choose(key, first, entry):
    """The rows for a model that both lists have, and, where they disagree, (choice, why)."""
    provider, model = key
    base, second = first[0][1], second_rates(entry)
    if same(base["input"], second["input"]) and same(base["output"], second["output"]):
        missing = {kind: price for kind, price in second.items() if kind not in base}
        return [(0, {**base, **missing})] + first[1:], None
    if GEOGRAPHIC.match(model):
        return [(0, second)], ("second", "AWS and Anthropic: since Claude Sonnet 4.5 geographic and regional endpoints cost 10 % more than the global one")
    if "image_output" in second and same(base["output"], second["image_output"]) and second["output"] > 0:
        return [(0, second)], ("second", "the first list gives the price of image output as that of all output; the second has both")
    if provider == "azure" and same(second["input"], base["input"] * Decimal("1.1")):
        return first, ("first", "the second list gives the price of a data zone, 10 % dearer than that of a global deployment")
    if second["input"] == 0 or (second["output"] == 0 and base["output"] > 0):
        return first, ("first", "the second list gives 0 for output, which is not free but not told")
    if provider == "databricks":
        return first, ("first", "the second list converts rounded Databricks units; the first has the list price in dollars")
    if model.endswith("-latest"):
        return [(0, second)], ("second", "the name has moved to a newer model since the first list")
    if entry.get("source"):
        return [(0, second)], ("second", "the second list is newer and names the provider's page: " + entry["source"])
    dearer = {**second, **base, **{kind: max(base[kind], second[kind]) for kind in ("input", "output")}}
    return [(0, dearer)], ("dearer", "neither could be confirmed; a price too high ends a budget early, one too low overspends it")


def complete(model, rows):
    """What Anthropic's price page says of every Claude: writes for an hour cost twice the input."""
    for _, row in rows:
        if "claude" in model and "cache_write" in row and "input" in row and same(row["cache_write"], row["input"] * Decimal("1.25")):
            row["cache_write_1h"] = row["input"] * 2
    return rows


def text(rates):
    return " ".join(f"{kind}={plain(rates[kind])}" for kind in ORDER if kind in rates)


def main(prices, models, second):
    first = catalogue(read_tsv(prices), read_tsv(models))
    other = second_list(second)
    table, disagreements = {}, []
    for key in sorted(first.keys() | other.keys()):
        provider, model = key
        decision = None
        if key not in other:
            rows = first[key]
        elif key not in first:
            rows = [(0, second_rates(other[key]))] + second_tiers(other[key])
            if rows[0][1]["input"] == 0 and rows[0][1]["output"] == 0 and "image_output" not in rows[0][1]:
                continue
        else:
            rows, decision = choose(key, first[key], other[key])
        rows = complete(model, rows)
        table.setdefault(provider, {})[model] = rows
        if decision:
            of_first, of_second = first[key][0][1], second_rates(other[key])
            disagreements.append([NAMES.get(provider, [provider])[0], model, *(plain(x) for x in (
                of_first["input"], of_first["output"], of_second["input"], of_second["output"],
                rows[0][1]["input"], rows[0][1]["output"])), *decision])

    with open(TABLE, "w", encoding="utf-8", newline="\n") as out:
        out.write(
            "# Prices of models in US dollars per million tokens (request: per call). Generated by prices/generate.py: do not edit.\n"
            f"# as-of: {DATES[1]}\n"
            f"# Sources: the models.dev catalogue (https://models.dev, MIT) of {DATES[0]}, and, where it has no price or another one,\n"
            f"# the price list of LiteLLM (https://github.com/BerriAI/litellm, MIT) of {DATES[1]}; see prices/disagreements.tsv.\n"
            "# [NAME ALIAS...]    a provider, by the names llm-connect gives it\n"
            "# MODEL<tab>KIND=PRICE ... | >TOKENS KIND=PRICE ...    further prices hold for calls with more input than TOKENS; * is any model\n")
        for provider in sorted(table, key=lambda name: NAMES.get(name, [name])[0]):
            out.write("[" + " ".join(NAMES.get(provider, [provider])) + "]\n")
            for model, rows in table[provider].items():
                out.write(model + "\t" + " | ".join(
                    text(row) if above == 0 else f">{above} {text(row)}" for above, row in rows) + "\n")
        for provider in FREE:
            out.write(f"[{provider}]\n*\tinput=0 output=0\n")
    with open(DISAGREEMENTS, "w", encoding="utf-8", newline="\n") as out:
        out.write(f"# Ids on which models.dev ({DATES[0]}, first) and LiteLLM ({DATES[1]}, second) disagree by more than 0.05 %, in US dollars per\n"
                  "# million tokens. Generated by generate.py.\n")
        out.write("provider\tmodel\tfirst input\tfirst output\tsecond input\tsecond output\tinput\toutput\tchoice\twhy\n")
        for row in disagreements:
            out.write("\t".join(row) + "\n")
    print(sum(map(len, table.values())), "models of", len(table), "providers,", len(disagreements), "disagreements")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
