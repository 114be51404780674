"""Ollama's own client, unchanged, in front of Anthropic's, Gemini's and OpenAI's formats."""

import base64
import json
import unittest

import ollama

from setup_clients import CITY, KEY, MODELS, PIXEL, URL, seen

CLIENT = ollama.Client(host=URL, headers={"Authorization": f"Bearer {KEY}"})


def get_weather(city: str) -> str:
    """The weather of a city.

    Args:
        city: its name
    """
    return "sunny" if city == "Paris" else "unknown"


def user(content, **more):
    return {"role": "user", "content": content, **more}


class OllamaTest(unittest.TestCase):
    def test_a_chat(self):
        for wire, model in MODELS.items():
            answer = CLIENT.chat(model, [user("Hi")], options={"num_ctx": 4096}, keep_alive="5m")
            self.assertEqual(answer.message.content, f"Hello from {wire}")
            self.assertEqual((answer.done, answer.done_reason), (True, "stop"))
            self.assertEqual((answer.prompt_eval_count, answer.eval_count), (11, 5))

    def test_a_streamed_chat(self):
        for wire, model in MODELS.items():
            chunks = list(CLIENT.chat(model, [user("Hi")], stream=True))
            self.assertEqual("".join(chunk.message.content for chunk in chunks), f"Hello from {wire}")
            self.assertGreater(len(chunks), 3)
            self.assertEqual([chunk.done for chunk in chunks], [False] * (len(chunks) - 1) + [True])

    def test_a_loop_of_a_tool(self):
        for wire, model in MODELS.items():
            for stream in (False, True):
                messages = [user("How is the weather?")]
                for _ in range(2):
                    answer = CLIENT.chat(model, messages, tools=[get_weather], stream=stream)
                    parts = list(answer) if stream else [answer]
                    calls = [call for part in parts for call in part.message.tool_calls or []]
                    messages.append({"role": "assistant", "content": "", "tool_calls": calls})
                    for call in calls:
                        self.assertEqual(call.function.name, "get_weather")
                        result = get_weather(**call.function.arguments)
                        messages.append({"role": "tool", "tool_name": call.function.name, "content": result})
                self.assertEqual("".join(part.message.content or "" for part in parts), "It is sunny")

    def test_an_image(self):
        for wire, model in MODELS.items():
            answer = CLIENT.chat(model, [user("What is it?", images=[base64.b64decode(PIXEL)])])
            self.assertEqual(answer.message.content, f"I see {len(base64.b64decode(PIXEL))} bytes")

    def test_a_schema(self):
        for wire, model in MODELS.items():
            answer = CLIENT.chat(model, [user("Name a city")], format=CITY)
            self.assertEqual(json.loads(answer.message.content), {"city": "Paris", "population": 2100000})

    def test_a_prompt(self):
        for wire, model in MODELS.items():
            self.assertEqual(CLIENT.generate(model, "Hi").response, f"Hello from {wire}")
            chunks = list(CLIENT.generate(model, "Hi", system="Be brief.", stream=True))
            self.assertEqual("".join(chunk.response for chunk in chunks), f"Hello from {wire}")

    def test_failures(self):
        for wire, model in MODELS.items():
            for status in (400, 429):
                with self.assertRaises(ollama.ResponseError) as failed:
                    CLIENT.chat(model, [user(f"fail {status}")])
                self.assertEqual(failed.exception.status_code, status)
                self.assertIn(f"stub says {status}", failed.exception.error)
                self.assertNotIn("canary", str(failed.exception))
            with self.assertRaises(ollama.ResponseError):
                list(CLIENT.chat(model, [user("cut")], stream=True))

    def test_models(self):
        listed = [model.model for model in CLIENT.list().models]
        shown = CLIENT.show(listed[0])
        self.assertIn("completion", shown.capabilities)

    def test_an_unknown_key(self):
        with self.assertRaises(ollama.ResponseError) as failed:
            ollama.Client(host=URL, headers={"Authorization": "Bearer wrong"}).chat(MODELS["openai"], [user("Hi")])
        self.assertEqual(failed.exception.status_code, 401)

    def test_the_callers_key_goes_to_no_provider(self):
        CLIENT.chat(MODELS["gemini"], [user("Hi")])
        self.assertNotIn(KEY, json.dumps(seen()))


if __name__ == "__main__":
    unittest.main()
