"""Lints and renders deploy/helm/llm-connect with Helm's own code, and validates what it renders against the schemas of Kubernetes."""

import json
import sys

import helm_python as helm
import kubernetes_validate
import yaml

chart_path, app_version = sys.argv[1:]
full = {
    "env": {"LLM_CONNECT_PROVIDER": "router"},
    "secrets": {
        "providers": "keys",
        "providerVariables": ["OPENROUTER_API_KEY", "OPENAI_API_KEYS"],
        "callers": "callers",
        "admin": "admin",
        "database": "database",
    },
    "database": "postgresql://llm@db:5432/llm",
    "profiles": {"summaries": {"provider": "openrouter", "model": "openai/gpt-4o-mini"}},
    "javaOptions": "-Xmx1g",
    "autoscaling": {"enabled": True},
    "networkPolicy": {"from": [{"namespaceSelector": {"matchLabels": {"team": "triage"}}}]},
}

print("Helm", helm.helm_sdk_version())
for values in {}, full:
    report = helm.lint(chart_path, values, strict=True)
    # An icon is for catalogues.
    findings = [message for message in report["messages"] if "icon is recommended" not in message["error"]]
    assert not findings and not report["errors"], report

with helm.Chart.load(chart_path) as chart:
    for values, kinds in ({}, 4), (full, 6):
        documents = [yaml.safe_load(text) for path, text in chart.render(values, name="demo", namespace="prod").items() if path.endswith(".yaml")]
        documents = [document for document in documents if document]
        assert len(documents) == kinds, [document["kind"] for document in documents]
        for document in documents:
            for version in "1.29", "1.37":
                kubernetes_validate.validate(document, version, strict=True)
        print("valid for Kubernetes 1.29 and 1.37:", ", ".join(document["kind"] for document in documents))
    by_kind = {document["kind"]: document for document in documents}
    pod = by_kind["Deployment"]["spec"]["template"]["spec"]
    [container] = pod["containers"]
    environment = {variable["name"]: variable["value"] for variable in container["env"]}
    assert environment["OPENROUTER_API_KEY_FILE"] == "/etc/llm-connect/providers/OPENROUTER_API_KEY", environment
    assert json.loads(by_kind["ConfigMap"]["data"]["profiles.json"]) == full["profiles"]
    assert container["image"] == "llm-connect:" + app_version, container["image"]
    assert pod["terminationGracePeriodSeconds"] == 55
    assert "replicas" not in by_kind["Deployment"]["spec"]
    assert container["securityContext"]["readOnlyRootFilesystem"] and pod["securityContext"]["runAsNonRoot"]
    # Secrets come as files only.
    assert not any("valueFrom" in variable for variable in container["env"]) and "envFrom" not in container
    try:
        chart.validate_schema({"replica": 3})
    except helm.HelmError as error:
        print("a wrong value is refused:", str(error).strip().splitlines()[-1])
    else:
        raise AssertionError("a value that does not exist is accepted")
# The variables that the chart sets, for the check that the server knows them.
print("variables:", " ".join(sorted(name for name in environment if name.startswith("LLM_CONNECT_"))))
