/** Suspending calls and flows of an adapter. */
package dev.llmconnect.kotlin

import dev.llmconnect.EmbeddingRequest
import dev.llmconnect.EmbeddingResponse
import dev.llmconnect.LLMAdapter
import dev.llmconnect.LLMCancelledException
import dev.llmconnect.LLMRequest
import dev.llmconnect.LLMResponse
import dev.llmconnect.StreamEvent
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.runInterruptible

/** Maximum number of calls that block a thread of [Dispatchers.IO] at the same time; further ones wait. */
public const val MAX_CONCURRENT_CALLS: Int = 1000

private val calls: CoroutineDispatcher = Dispatchers.IO.limitedParallelism(MAX_CONCURRENT_CALLS)

/**
 * Executes a request without blocking the caller's thread. Cancelling the coroutine cancels the request to the provider.
 *
 * @throws dev.llmconnect.LLMException if the call fails
 */
public suspend fun LLMAdapter.executeSuspending(request: LLMRequest): LLMResponse = cancellable { execute(request) }

/**
 * Executes a single prompt without blocking the caller's thread.
 *
 * @throws dev.llmconnect.LLMException if the call fails
 */
public suspend fun LLMAdapter.executeSuspending(prompt: String): LLMResponse = executeSuspending(LLMRequest.of(prompt))

/**
 * Executes a single prompt and returns a value of the type, as [LLMAdapter.execute] does with a class. Use records, sealed
 * interfaces of records or enums: data classes of Kotlin need `@JvmRecord`.
 *
 * @throws dev.llmconnect.LLMException if the call fails, or the answer remains invalid after a repair
 */
public suspend inline fun <reified T : Any> LLMAdapter.executeAs(prompt: String): T = executeAs(LLMRequest.of(prompt), T::class.java)

/**
 * Executes a request and returns a value of the type.
 *
 * @throws dev.llmconnect.LLMException if the call fails, or the answer remains invalid after a repair
 */
public suspend fun <T : Any> LLMAdapter.executeAs(request: LLMRequest, type: Class<T>): T = cancellable { execute(request, type) }

/**
 * Returns one embedding per input without blocking the caller's thread.
 *
 * @throws dev.llmconnect.LLMException if the call fails
 */
public suspend fun LLMAdapter.embedSuspending(request: EmbeddingRequest): EmbeddingResponse = cancellable { embed(request) }

/**
 * Returns the events of a stream. Each collection is a call of its own; cancelling it cancels the request to the provider.
 * Collecting fails with a [dev.llmconnect.LLMException] if the call fails or the stream ends prematurely.
 */
public fun LLMAdapter.events(request: LLMRequest): Flow<StreamEvent> =
    flow {
            cancellable { stream(request) }.use { stream ->
                val events = stream.iterator()
                while (true) {
                    emit(cancellable { if (events.hasNext()) events.next() else null } ?: break)
                }
            }
        }
        .flowOn(calls)

/** Returns the text of the answer to a prompt, piece by piece; see [events]. */
public fun LLMAdapter.text(prompt: String): Flow<String> = text(LLMRequest.of(prompt))

/** Returns the text of an answer, piece by piece; see [events]. */
public fun LLMAdapter.text(request: LLMRequest): Flow<String> = events(request).filterIsInstance<StreamEvent.Text>().map { it.text() }

/** An adapter takes the interrupt for a cancellation of the call; to the coroutine it is its own. */
private suspend fun <T> cancellable(call: () -> T): T =
    try {
        runInterruptible(calls, call)
    } catch (e: LLMCancelledException) {
        currentCoroutineContext().ensureActive()
        throw e
    }
