package dev.llmconnect.kotlin

import dev.llmconnect.EmbeddingRequest
import dev.llmconnect.LLMAdapters
import dev.llmconnect.LLMRequest
import dev.llmconnect.LLMTimeoutException
import dev.llmconnect.RunConfig
import dev.llmconnect.testkit.ScriptedLLM
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

class CoroutinesTest {
    @JvmRecord data class City(val name: String, val population: Int)

    private fun slow(model: String) = LLMRequest.of("Hello", RunConfig.builder().modelName(model).build())

    @Test
    fun `the example of the guide runs`() = runBlocking {
        val adapter = ScriptedLLM.answering("Hello", """{"name":"Paris","population":2100000}""", "Once upon a time")
        val answer = adapter.executeSuspending("Hello").content()
        val city: City = adapter.executeAs("Which is the largest city of France?")
        adapter.text("Tell me a story").collect { print(it) }
        assertThat(answer + city.name).isEqualTo("HelloParis")
        adapter.assertExhausted()
        Unit
    }

    @Test
    fun `a call suspends and returns the answer`() = runBlocking {
        val model = ScriptedLLM.answering("It rains.")
        assertThat(model.executeSuspending("The weather?").content()).isEqualTo("It rains.")
        model.assertAsked("weather")
        Unit
    }

    @Test
    fun `an answer is a record`() = runBlocking {
        val city: City = ScriptedLLM.answering("""{"name":"Paris","population":2100000}""").executeAs("The largest city of France?")
        assertThat(city).isEqualTo(City("Paris", 2_100_000))
        Unit
    }

    @Test
    fun `text comes piece by piece`() = runBlocking {
        val pieces = ScriptedLLM.answering("It rains in Paris.").text("The weather?").toList()
        assertThat(pieces).containsExactly("It ", "rains ", "in ", "Paris.")
        Unit
    }

    @Test
    fun `a collector that leaves cancels the stream`() = runBlocking {
        val model = ScriptedLLM.answering("It rains in Paris.")
        assertThat(model.text("The weather?").first()).isEqualTo("It ")
        Unit
    }

    @Test
    fun `cancelling the coroutine cancels the call`() = runBlocking {
        LLMAdapters.create("mock").use { adapter ->
            assertThat(withTimeoutOrNull(100) { adapter.executeSuspending(slow("mock/slow-30s")) }).isNull()
            assertThat(withTimeoutOrNull(100) { adapter.events(slow("mock/slow-30s")).toList() }).isNull()
        }
        Unit
    }

    @Test
    fun `a failure is the adapter's own`() {
        val failure = LLMTimeoutException("too late")
        assertThatThrownBy { runBlocking { ScriptedLLM.answering().thenFail(failure).executeSuspending("Hello") } }
            .isInstanceOf(LLMTimeoutException::class.java)
    }

    @Test
    fun `200 calls at once take no longer than a few`() = runBlocking {
        LLMAdapters.create("mock").use { adapter ->
            val answers = (1..200).map { async { adapter.executeSuspending(slow("mock/slow-200ms")) } }.awaitAll()
            assertThat(answers).hasSize(200)
        }
        Unit
    }

    @Test
    fun `embeddings suspend too`() = runBlocking {
        LLMAdapters.create("mock").use { adapter ->
            val request = EmbeddingRequest.builder().text("leek soup").text("a soup of leeks").build()
            assertThat(adapter.embedSuspending(request).embeddings()).hasSize(2)
        }
        Unit
    }
}
