"""OpenAI's own client, unchanged: conversations in front of Anthropic's, Gemini's and OpenAI's formats."""

import unittest

import openai
from openai.types.conversations import ConversationItem
from pydantic import TypeAdapter

from setup_clients import KEY, MODELS, URL

CLIENT = openai.OpenAI(base_url=URL + "/v1", api_key=KEY, max_retries=0)
ITEM = TypeAdapter(ConversationItem)
TOOLS = [
    {
        "type": "function",
        "name": "get_weather",
        "description": "The weather of a city",
        "strict": False,
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    }
]


def user(content):
    return {"type": "message", "role": "user", "content": content}


def answered(stream, **request):
    """The response, also of a stream."""
    if not stream:
        return CLIENT.responses.create(**request)
    with CLIENT.responses.stream(**request) as events:
        return events.get_final_response()


class OpenAITest(unittest.TestCase):
    def items(self, conversation):
        """All items, oldest first, each as the client's types have it."""
        items = list(CLIENT.conversations.items.list(conversation.id, order="asc", limit=2))
        for item in items:
            ITEM.validate_python(item.to_dict())
        return items

    def test_a_conversation(self):
        for wire, model in MODELS.items():
            for stream in (False, True):
                conversation = CLIENT.conversations.create(metadata={"topic": "demo"}, items=[user("Good day")])
                self.assertEqual((conversation.object, conversation.metadata), ("conversation", {"topic": "demo"}))
                for word in ("Hi", "Thanks"):
                    answer = answered(stream, model=model, conversation=conversation.id, input=word)
                    self.assertEqual(answer.output_text, f"Hello from {wire}")
                    self.assertEqual(answer.conversation.id, conversation.id)
                roles = [item.role for item in self.items(conversation) if item.type == "message"]
                self.assertEqual(roles, ["user", "user", "assistant", "user", "assistant"])

    def test_a_loop_of_a_tool(self):
        for wire, model in MODELS.items():
            for stream in (False, True):
                conversation = CLIENT.conversations.create()
                request = {"model": model, "conversation": {"id": conversation.id}, "tools": TOOLS}
                answer = answered(stream, input="How is the weather?", **request)
                calls = [item for item in answer.output if item.type == "function_call"]
                self.assertEqual([call.name for call in calls], ["get_weather"])
                result = {"type": "function_call_output", "call_id": calls[0].call_id, "output": "sunny"}
                answer = answered(stream, input=[result], **request)
                self.assertEqual(answer.output_text, "It is sunny")
                types = [item.type for item in self.items(conversation) if item.type != "reasoning"]
                self.assertEqual(types, ["message", "function_call", "function_call_output", "message"])

    def test_items_and_metadata(self):
        conversation = CLIENT.conversations.create()
        added = CLIENT.conversations.items.create(conversation.id, items=[user("One"), user([{"type": "input_text", "text": "Two"}])])
        self.assertEqual([item.content[0].text for item in added.data], ["One", "Two"])
        found = CLIENT.conversations.items.retrieve(added.first_id, conversation_id=conversation.id)
        self.assertEqual(found, added.data[0])
        self.assertEqual(CLIENT.conversations.items.delete(added.first_id, conversation_id=conversation.id).id, conversation.id)
        self.assertEqual([item.id for item in self.items(conversation)], [added.last_id])
        self.assertEqual(CLIENT.conversations.update(conversation.id, metadata={"a": "b"}).metadata, {"a": "b"})
        self.assertEqual(CLIENT.conversations.retrieve(conversation.id).metadata, {"a": "b"})
        self.assertTrue(CLIENT.conversations.delete(conversation.id).deleted)
        with self.assertRaises(openai.NotFoundError):
            CLIENT.conversations.retrieve(conversation.id)
        with self.assertRaises(openai.BadRequestError) as failed:
            CLIENT.responses.create(model=MODELS["anthropic"], conversation=conversation.id, input="Hi")
        self.assertEqual(failed.exception.code, "conversation_not_found")


if __name__ == "__main__":
    unittest.main()
