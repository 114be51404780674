package dev.llmconnect.server.internal.engine;

import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.internal.engine.PhaseTimer.Phase;
import dev.llmconnect.server.internal.http.RequestHead;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import dev.llmconnect.server.internal.log.LogText;
import dev.llmconnect.server.internal.tls.ClientCertificate;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: reads one request at a time within the limits, and answers it before it reads the next. Its state belongs to
 * its event loop; {@link #send}, {@link #open}, {@link #end} and {@link #cut} may be called by any thread.
 *
 * <p>A client that closes its connection, also if only its sending side, has gone: TCP does not distinguish the two in time to save the
 * cost of the call.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, which is noticed
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger(Connection.class.getName());
    /** Time for a client to read its last response before its connection is closed. */
    private static final Duration LINGER_TIMEOUT = Duration.ofSeconds(5);

    /** Time for a client to read the last event of a stream that failed. */
    private static final Duration READ_TIMEOUT = Duration.ofMillis(100);

    /** Connections beyond the limit that are answered with 503; further ones are closed at once. */
    private static final int MAX_REFUSED_CONNECTIONS = 100;

    private final EngineParts parts;
    private final DuplexChannel channel;
    private final RequestDecoder decoder;
    private final HeadCheck headCheck;
    private final PhaseTimer timer;

    @SuppressWarnings("NullAway.Init") // from handlerAdded on
    private ChannelHandlerContext encoder;

    private @Nullable Exchange exchange;
    private @Nullable IncomingBody incoming;
    private @Nullable ChannelOutput output;

    Connection(EngineParts parts, DuplexChannel channel, HttpDecoderConfig config) {
        this.parts = parts;
        this.channel = channel;
        this.decoder =
                new RequestDecoder(config, parts.limits().maxPipelinedBytes(), parts.budget(), this::bytesArrived);
        this.headCheck = new HeadCheck(parts.limits());
        this.timer = new PhaseTimer(parts.ticker());
    }

    DuplexChannel channel() {
        return channel;
    }

    RequestDecoder decoder() {
        return decoder;
    }

    private void bytesArrived() {
        if (timer.phase() == Phase.IDLE) {
            awaitHeaders();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        encoder = ctx.pipeline().context(HttpResponseEncoder.class);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        parts.connections().add(this);
        int excess = parts.connections().size() - parts.limits().maxConnections();
        if (excess > MAX_REFUSED_CONNECTIONS) {
            channel.close();
        } else if (excess > 0) {
            reject(RequestRejectedException.overloaded("too many connections"));
        } else {
            awaitRequest();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        parts.connections().remove(this);
        timer.stop();
        decoder.release();
        settle(Exchange::clientGone);
        wakeWriter();
        release(output);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest head) {
                begin(head);
            }
            if (message instanceof HttpContent content && incoming != null) {
                read(content, incoming);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        wakeWriter();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Clients reset connections and break off handshakes all the time; anything else is a bug.
        boolean isUsual = cause instanceof IOException
                || (cause instanceof DecoderException && cause.getCause() instanceof SSLException);
        Level level = isUsual ? Level.DEBUG : Level.ERROR;
        LOG.log(level, () -> "a connection failed: " + LogText.trace(cause));
        ctx.close();
    }

    private void begin(HttpRequest head) {
        Exchange begun = new Exchange(this, parts, RequestHeads.of(head));
        exchange = begun;
        Optional<RequestRejectedException> rejection = headCheck
                .check(head, begun.head().path())
                .or(this::notSecure)
                .or(() -> parts.origins().check(begun.head()))
                .or(begun::unauthorized);
        if (rejection.isPresent()) {
            begun.reject(rejection.get());
            return;
        }
        incoming = new IncomingBody(
                HttpUtil.getContentLength(head, -1L),
                parts.limits().maxBodyBytes(begun.head().path()),
                parts.budget(),
                parts.arrays());
        timer.enter(
                Phase.BODY,
                channel.eventLoop(),
                parts.limits().bodyReadTimeout(),
                () -> reject(RequestRejectedException.badHttp(408, "timeout while reading the request body")));
        if (HttpUtil.is100ContinueExpected(head)) {
            channel.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private Optional<RequestRejectedException> notSecure() {
        return parts.tls() == null || ClientCertificate.isSecure(channel.pipeline())
                ? Optional.empty()
                : Optional.of(RequestRejectedException.badHttp(400, "this port speaks HTTPS only"));
    }

    /** The name in the certificate of the client; empty unless the server requires one. */
    Optional<String> certificateName() {
        return parts.tls() == null ? Optional.empty() : ClientCertificate.name(channel.pipeline());
    }

    private void read(HttpContent content, IncomingBody body) {
        if (content.decoderResult().isFailure()) {
            reject(headCheck.malformed(content.decoderResult().cause()));
            return;
        }
        Optional<RequestRejectedException> rejection = body.add(content.content());
        if (rejection.isPresent()) {
            reject(rejection.get());
        } else if (content instanceof LastHttpContent && exchange != null) {
            timer.enter(Phase.CALL);
            exchange.start(body.whole(exchange.isGzip()));
        }
    }

    /** Answers a request that could not be read to its end, and closes. */
    private void reject(RequestRejectedException rejection) {
        // Further parts of the body must not complete it.
        releaseBody();
        if (exchange == null) {
            exchange = new Exchange(this, parts, RequestHead.UNREADABLE);
        }
        exchange.reject(rejection);
    }

    /** Sends a complete response. {@code last} closes the connection after it, whatever the client asked for. */
    void send(Exchange answered, HttpResponse response, boolean last) {
        // It exists, so it is counted, even where it does not fit: nothing new fits then.
        int size = response.body().length;
        long counted = size <= MemoryBudget.UNCOUNTED_BYTES ? 0 : size;
        parts.budget().charge(counted);
        boolean accepted = onLoop(() -> {
            boolean keep = !last && answered.keepsAlive() && !parts.gate().closesConnections();
            write(
                    ResponseHead.whole(answered.withRateLimits(response), answered, keep, parts.clock()),
                    keep,
                    () -> parts.budget().give(counted));
        });
        if (!accepted) {
            parts.budget().give(counted);
        }
    }

    /** Opens a streaming response, whose head is sent with its first bytes or its first ping, in one system call. */
    ChannelOutput open(Exchange answered, HttpResponse response, byte[] ping) {
        ChannelOutput opened = new ChannelOutput(
                encoder,
                answered.head().isHttp11(),
                parts.limits(),
                parts.budget(),
                parts.ticker(),
                ping,
                committed -> {
                    if (!answered.commit()) {
                        return false;
                    }
                    onLoop(() -> sendHead(answered, response, committed));
                    return true;
                });
        onLoop(opened::startPings);
        return opened;
    }

    private void sendHead(Exchange answered, HttpResponse response, ChannelOutput committed) {
        output = committed;
        boolean keep = answered.keepsAlive()
                && answered.head().isHttp11()
                && !parts.gate().closesConnections();
        answered.keepAlive(keep);
        channel.write(ResponseHead.stream(answered.withRateLimits(response), answered, keep, parts.clock()));
    }

    /** Ends a streaming response. */
    void end(Exchange answered) {
        onLoop(() -> {
            ChannelOutput written = output;
            write(LastHttpContent.EMPTY_LAST_CONTENT, answered.keepsAlive(), () -> release(written));
        });
    }

    /**
     * Closes the connection without the end of the response, so that the client sees that it is incomplete; but only after the client
     * has had time to read what it was sent, since several discard unread bytes when a connection breaks.
     */
    void cutSoon() {
        onLoop(() -> channel.eventLoop().schedule(this::cut, READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Whether it has not been closed. */
    boolean isOpen() {
        return channel.isActive();
    }

    /** Closes the connection at once, so that the client sees that its response is incomplete. */
    void cut() {
        channel.close();
    }

    /** Closes the connection unless a request is being read or answered. */
    void closeIfIdle() {
        onLoop(() -> {
            if (timer.phase() == Phase.IDLE) {
                channel.close();
            }
        });
    }

    private void write(Object message, boolean keep, Runnable sent) {
        output = null;
        awaitWritten(-1);
        channel.writeAndFlush(message).addListener((ChannelFuture written) -> {
            sent.run();
            if (!written.isSuccess()) {
                logCut(written.cause());
                channel.close();
            } else {
                settle(Exchange::written);
                next(keep);
            }
        });
    }

    /** A client that has gone is told by the log of its call. */
    private static void logCut(Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.log(Level.WARNING, () -> "a response is cut, since it cannot be sent: " + LogText.trace(cause));
        }
    }

    private void next(boolean keep) {
        if (!keep || parts.gate().draining()) {
            linger();
            return;
        }
        if (decoder.hasBytes()) {
            awaitHeaders();
        } else {
            awaitRequest();
        }
        decoder.resume();
    }

    private void awaitRequest() {
        timer.enter(Phase.IDLE, channel.eventLoop(), parts.limits().idleTimeout(), channel::close);
    }

    private void awaitHeaders() {
        timer.enter(
                Phase.HEADERS,
                channel.eventLoop(),
                parts.limits().headerReadTimeout(),
                () -> reject(RequestRejectedException.badHttp(408, "timeout while reading the request headers")));
    }

    /** Closes the connection when nothing of the response has been sent since the last check. */
    private void awaitWritten(long progress) {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        if (pending == null) {
            // The client has gone, as whoever writes is told.
            return;
        }
        long now = pending.totalPendingWriteBytes() - pending.currentProgress();
        if (now == progress) {
            LOG.log(
                    Level.INFO,
                    "a response is cut: its client has read nothing for {0} s",
                    parts.limits().writeTimeout().toSeconds());
            channel.close();
            return;
        }
        timer.enter(Phase.WRITE, channel.eventLoop(), parts.limits().writeTimeout(), () -> awaitWritten(now));
    }

    /**
     * Closes in a way that lets the client read its response: closing a socket with unread bytes resets the connection, and the response
     * is lost.
     */
    private void linger() {
        decoder.discard();
        timer.enter(Phase.LINGER, channel.eventLoop(), LINGER_TIMEOUT, channel::close);
        channel.shutdownOutput();
    }

    private void settle(Consumer<Exchange> how) {
        Exchange settled = exchange;
        exchange = null;
        releaseBody();
        if (settled != null) {
            how.accept(settled);
        }
    }

    private void releaseBody() {
        if (incoming != null) {
            incoming.release();
            incoming = null;
        }
    }

    private static void release(@Nullable ChannelOutput written) {
        if (written != null) {
            written.release();
        }
    }

    private void wakeWriter() {
        if (output != null) {
            output.wake();
        }
    }

    /** @return whether it will be done, or has been */
    private boolean onLoop(Runnable work) {
        if (channel.eventLoop().inEventLoop()) {
            work.run();
            return true;
        }
        try {
            channel.eventLoop().execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            // The engine has closed, and this connection with it.
            LOG.log(Level.DEBUG, "a response came after the server had closed");
            return false;
        }
    }
}
