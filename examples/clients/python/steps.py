"""What every client does in front of every format (../scenario.mjs), with Python's SDKs: three turns of tools, streamed, with reasoning."""

import base64
import json
import os
import re

import anthropic
import litellm
import ollama
import openai
from google import genai
from google.genai import types

from setup_clients import KEY, URL

MODELS = {
    "openai": "openai/gpt-5.5",
    "openai-responses": "openai-responses/gpt-5.5",
    "anthropic": "anthropic/claude-sonnet-5",
    "gemini": "gemini/gemini-3-pro-preview",
    "bedrock": "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
}
# A PNG of 48 by 32 pixels.
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAADAAAAAgCAIAAADbtmxLAAAAMUlEQVR42u3OMQ0AAAgDsEmZfzVIwgXhaFIBzbSvREhISEhISEhISEhISEhISEjo0gKV"
    "I2BbEt+FGwAAAABJRU5ErkJggg=="
)
SCRIPT = [[["read", {"path": "note.txt"}]], [["look", {"path": "picture.png"}]], [["run", {"path": "one"}], ["run", {"path": "two"}]]]
PROMPT = "Follow the steps:" + base64.b64encode(json.dumps(SCRIPT).encode()).decode()
SCHEMA = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}
TOOLS = {"read": "Reads a file", "look": "Shows an image", "run": "Runs a program"}


def result(name, path):
    """The text that a tool gives."""
    return {"read": "The word is note-one.", "look": "An image.", "run": f"ran-{path}"}[name]


def openai_chat(model):
    """Its tools' results are text only, so that the image comes in a turn of the user."""
    client = openai.OpenAI(base_url=URL + "/v1", api_key=KEY, max_retries=0)
    tools = [{"type": "function", "function": {"name": n, "description": d, "parameters": SCHEMA}} for n, d in TOOLS.items()]
    messages = [{"role": "user", "content": PROMPT}]
    while True:
        with client.chat.completions.stream(model=model, messages=messages, tools=tools, reasoning_effort="high") as stream:
            message = stream.get_final_completion().choices[0].message
        if not message.tool_calls:
            return message.content
        messages.append(without_parsed(message.model_dump(exclude_none=True)))
        after_chat_calls(messages, message.tool_calls)


def without_parsed(value):
    """What the SDK adds to an answer for its own use, and the API does not take."""
    if isinstance(value, dict):
        return {name: without_parsed(held) for name, held in value.items() if name not in ("parsed", "parsed_arguments", "index")}
    return [without_parsed(held) for held in value] if isinstance(value, list) else value


def after_chat_calls(messages, calls):
    for call in calls:
        text = result(call.function.name, **json.loads(call.function.arguments))
        messages.append({"role": "tool", "tool_call_id": call.id, "content": text})
    if calls[0].function.name == "look":
        image = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + PICTURE}}
        messages.append({"role": "user", "content": [image]})


def openai_responses(model):
    client = openai.OpenAI(base_url=URL + "/v1", api_key=KEY, max_retries=0)
    tools = [{"type": "function", "name": n, "description": d, "parameters": SCHEMA, "strict": False} for n, d in TOOLS.items()]
    items = [{"role": "user", "content": PROMPT}]
    while True:
        with client.responses.stream(
            model=model,
            input=items,
            tools=tools,
            reasoning={"effort": "high", "summary": "auto"},
            store=False,
            include=["reasoning.encrypted_content"],
        ) as stream:
            answer = stream.get_final_response()
        calls = [item for item in answer.output if item.type == "function_call"]
        if not calls:
            return answer.output_text
        items += [without_parsed(item.model_dump(exclude_none=True)) for item in answer.output]
        for call in calls:
            output = [{"type": "input_text", "text": result(call.name, **json.loads(call.arguments))}]
            if call.name == "look":
                output.append({"type": "input_image", "detail": "auto", "image_url": "data:image/png;base64," + PICTURE})
            items.append({"type": "function_call_output", "call_id": call.call_id, "output": output})


def anthropic_messages(model):
    client = anthropic.Anthropic(base_url=URL, api_key=KEY, max_retries=0)
    tools = [{"name": n, "description": d, "input_schema": SCHEMA} for n, d in TOOLS.items()]
    messages = [{"role": "user", "content": PROMPT}]
    while True:
        with client.messages.stream(
            model=model, max_tokens=8000, messages=messages, tools=tools, thinking={"type": "adaptive"}, output_config={"effort": "high"}
        ) as stream:
            answer = stream.get_final_message()
        calls = [block for block in answer.content if block.type == "tool_use"]
        if not calls:
            return "".join(block.text for block in answer.content if block.type == "text")
        results = []
        for call in calls:
            content = [{"type": "text", "text": result(call.name, **call.input)}]
            if call.name == "look":
                source = {"type": "base64", "media_type": "image/png", "data": PICTURE}
                content.append({"type": "image", "source": source})
            results.append({"type": "tool_result", "tool_use_id": call.id, "content": content})
        messages += [{"role": "assistant", "content": answer.content}, {"role": "user", "content": results}]


def google_genai(model):
    client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL))
    declared = [types.FunctionDeclaration(name=n, description=d, parameters_json_schema=SCHEMA) for n, d in TOOLS.items()]
    config = types.GenerateContentConfig(
        tools=[types.Tool(function_declarations=declared)],
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        thinking_config=types.ThinkingConfig(include_thoughts=True, thinking_level="HIGH"),
    )
    contents = [types.UserContent(PROMPT)]
    while True:
        chunks = client.models.generate_content_stream(model=model, contents=contents, config=config)
        said = [chunk.candidates[0].content for chunk in chunks if chunk.candidates]
        parts = [part for content in said if content for part in content.parts or []]
        calls = [part.function_call for part in parts if part.function_call]
        if not calls:
            return "".join(part.text or "" for part in parts if not part.thought)
        results = []
        for call in calls:
            media = types.FunctionResponseBlob(mime_type="image/png", data=base64.b64decode(PICTURE))
            response = types.FunctionResponse(
                id=call.id,
                name=call.name,
                response={"output": result(call.name, **call.args)},
                parts=[types.FunctionResponsePart(inline_data=media)] if call.name == "look" else None,
            )
            results.append(types.Part(function_response=response))
        contents += [types.ModelContent(parts), types.UserContent(results)]


def ollama_chat(model):
    client = ollama.Client(host=URL, headers={"Authorization": f"Bearer {KEY}"})
    tools = [{"type": "function", "function": {"name": n, "description": d, "parameters": SCHEMA}} for n, d in TOOLS.items()]
    messages = [{"role": "user", "content": PROMPT}]
    while True:
        parts = [chunk.message for chunk in client.chat(model, messages, tools=tools, think="high", stream=True)]
        content = "".join(part.content or "" for part in parts)
        calls = [call for part in parts for call in part.tool_calls or []]
        if not calls:
            return content
        thinking = "".join(part.thinking or "" for part in parts)
        messages.append({"role": "assistant", "content": content, "thinking": thinking, "tool_calls": calls})
        for call in calls:
            name = call.function.name
            answer = {"role": "tool", "tool_name": name, "content": result(name, **call.function.arguments)}
            messages.append({**answer, "images": [PICTURE]} if name == "look" else answer)


def litellm_completion(model):
    # LiteLLM cuts "responses/" out of a model's name; a profile's name (../run.sh) has none
    name = "gpt-by-responses" if model.startswith("openai-responses/") else model
    tools = [{"type": "function", "function": {"name": n, "description": d, "parameters": SCHEMA}} for n, d in TOOLS.items()]
    messages = [{"role": "user", "content": PROMPT}]
    while True:
        chunks = litellm.completion(
            model="openai/" + name,
            api_base=URL + "/v1",
            api_key=KEY,
            messages=messages,
            tools=tools,
            reasoning_effort="high",
            allowed_openai_params=["reasoning_effort"],
            stream=True,
        )
        message = litellm.stream_chunk_builder(list(chunks), messages=messages).choices[0].message
        if not message.tool_calls:
            return message.content
        messages.append(message.model_dump(exclude_none=True))
        after_chat_calls(messages, message.tool_calls)


CLIENTS = {
    "openai-python": openai_chat,
    "openai-python-responses": openai_responses,
    "anthropic-python": anthropic_messages,
    "google-genai-python": google_genai,
    "ollama-python": ollama_chat,
    "litellm": litellm_completion,
}


def judge(work, model):
    try:
        words = work(model)
    except Exception as failed:  # whatever a client throws is the result of its row
        message = getattr(failed, "message", None) or str(failed)
        told = re.findall(r"['\"]message['\"]: ?['\"]([^'\"{}]+)", message)
        return {"problem": told[-1] if told else message.splitlines()[0]}
    missing = [text for text in ("note-one", "ran-one", "ran-two", "image 48x32", "thinking on") if text not in words]
    return {"problem": "not seen by the model: " + ", ".join(missing)} if missing else {"kept": "reasoning kept" in words}


def main():
    with open(os.environ["RESULTS"], "a", encoding="utf-8") as results:
        for client, work in CLIENTS.items():
            for form, model in MODELS.items():
                went = judge(work, model)
                ok = "ok" if went.get("kept") else "ok, without earlier reasoning"
                print(f"{client} in front of {form}: {went.get('problem', ok)}", flush=True)
                results.write(json.dumps({"client": client, "format": form, **went}) + "\n")


if __name__ == "__main__":
    main()
