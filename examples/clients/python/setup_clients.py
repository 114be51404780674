"""Where the server and the stub are (run.sh says), and what both tests use."""

import json
import os
import urllib.request

URL = os.environ["LLM_CONNECT_URL"]
KEY = os.environ["LLM_CONNECT_KEY"]
# By the format of the stub behind each.
MODELS = {
    "anthropic": "anthropic/claude-sonnet-4-5",
    "gemini": "gemini/gemini-2.5-flash",
    "openai": "openai/gpt-4o-mini",
}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "population": {"type": "integer"}},
    "required": ["city", "population"],
}


def seen():
    """The providers' last request, and how many streams were left."""
    with urllib.request.urlopen(os.environ["STUB_URL"] + "/seen", timeout=10) as response:
        return json.load(response)
