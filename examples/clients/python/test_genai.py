"""Google's own client, unchanged, in front of Anthropic's, Gemini's and OpenAI's formats."""

import base64
import json
import unittest

from google import genai
from google.genai import errors, types

from setup_clients import CITY, KEY, MODELS, PIXEL, URL, seen

CLIENT = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL))


def get_weather(city: str) -> str:
    """The weather of a city."""
    return "sunny" if city == "Paris" else "unknown"


class GenaiTest(unittest.TestCase):
    def test_an_answer(self):
        for wire, model in MODELS.items():
            answer = CLIENT.models.generate_content(
                model=model,
                contents="Hi",
                config=types.GenerateContentConfig(
                    system_instruction="Be brief.",
                    safety_settings=[types.SafetySetting(category="HARM_CATEGORY_HARASSMENT", threshold="BLOCK_NONE")],
                ),
            )
            self.assertEqual(answer.text, f"Hello from {wire}")
            self.assertEqual(answer.candidates[0].finish_reason, types.FinishReason.STOP)
            usage = answer.usage_metadata
            self.assertEqual((usage.prompt_token_count, usage.candidates_token_count), (11, 5))

    def test_a_stream(self):
        for wire, model in MODELS.items():
            chunks = list(CLIENT.models.generate_content_stream(model=model, contents="Hi"))
            self.assertEqual("".join(chunk.text or "" for chunk in chunks), f"Hello from {wire}")
            self.assertGreater(len(chunks), 3)
            self.assertEqual(chunks[-1].candidates[0].finish_reason, types.FinishReason.STOP)

    def test_a_loop_of_a_function_run_by_the_client(self):
        for wire, model in MODELS.items():
            answer = CLIENT.models.generate_content(
                model=model, contents="How is the weather?", config=types.GenerateContentConfig(tools=[get_weather])
            )
            self.assertIn("It is", answer.text)
            self.assertIn("sunny", answer.text)

    def test_a_chat_with_a_function_and_an_image_in_its_result(self):
        declared = types.FunctionDeclaration(
            name="look", parameters=types.Schema(type="OBJECT", properties={"city": types.Schema(type="STRING")})
        )
        for wire, model in MODELS.items():
            chat = CLIENT.chats.create(
                model=model,
                config=types.GenerateContentConfig(tools=[types.Tool(function_declarations=[declared])]),
            )
            chunks = list(chat.send_message_stream("Look"))
            calls = [call for chunk in chunks for call in chunk.function_calls or []]
            self.assertEqual([(call.name, call.args) for call in calls], [("look", {"city": "Paris"})])
            answer = chat.send_message(types.Part.from_function_response(name="look", response={"output": "sunny"}))
            self.assertIn("sunny", answer.text)

    def test_an_image(self):
        for wire, model in MODELS.items():
            image = types.Part.from_bytes(data=base64.b64decode(PIXEL), mime_type="image/png")
            answer = CLIENT.models.generate_content(model=model, contents=["What is it?", image])
            self.assertEqual(answer.text, f"I see {len(base64.b64decode(PIXEL))} bytes")

    def test_a_schema(self):
        for wire, model in MODELS.items():
            answer = CLIENT.models.generate_content(
                model=model,
                contents="Name a city",
                config=types.GenerateContentConfig(response_mime_type="application/json", response_json_schema=CITY),
            )
            self.assertEqual(json.loads(answer.text), {"city": "Paris", "population": 2100000})

    def test_failures(self):
        for wire, model in MODELS.items():
            for status in (400, 429):
                with self.assertRaises(errors.ClientError) as failed:
                    CLIENT.models.generate_content(model=model, contents=f"fail {status}")
                self.assertEqual(failed.exception.code, status)
                self.assertIn(f"stub says {status}", failed.exception.message)
                self.assertNotIn("canary", str(failed.exception))

    def test_counting_and_models(self):
        # OpenAI's Chat Completions have no count, so that this one is the server's estimate.
        counted = CLIENT.models.count_tokens(model=MODELS["openai"], contents="Hello there")
        self.assertGreater(counted.total_tokens, 0)
        listed = [model.name for model in CLIENT.models.list()]
        self.assertTrue(all(name.startswith("models/") for name in listed), listed)
        self.assertEqual(CLIENT.models.get(model=listed[0]).name, listed[0])

    def test_an_unknown_key(self):
        client = genai.Client(api_key="wrong", http_options=types.HttpOptions(base_url=URL))
        with self.assertRaises(errors.ClientError) as failed:
            client.models.generate_content(model=MODELS["openai"], contents="Hi")
        self.assertEqual((failed.exception.code, failed.exception.status), (401, "UNAUTHENTICATED"))

    def test_the_callers_key_goes_to_no_provider(self):
        CLIENT.models.generate_content(model=MODELS["gemini"], contents="Hi")
        self.assertNotIn(KEY, json.dumps(seen()))


if __name__ == "__main__":
    unittest.main()
