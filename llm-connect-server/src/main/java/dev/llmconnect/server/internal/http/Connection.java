package dev.llmconnect.server.internal.http;

import dev.llmconnect.server.internal.http.PhaseTimer.Phase;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
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
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: requests come in one at a time, each within its times and limits, and each is answered before the next is
 * looked at. Its state belongs to its event loop; {@link #send}, {@link #begin}, {@link #end} and {@link #cut} may be called by any
 * thread.
 *
 * <p>A client that closes its side, even if only for sending, has gone: TCP does not tell the two apart until it is too late to save
 * what the call costs.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, and that is noticed
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger(Connection.class.getName());
    /** How long a client has to read its last answer before the connection is closed under it. */
    private static final Duration LINGER_TIME = Duration.ofSeconds(5);

    /** How long a client has to read the last event of a stream that broke off. */
    private static final Duration READ_TIME = Duration.ofMillis(100);

    /** How many connections beyond the limit are told so; further ones are closed without a word. */
    private static final int MOST_TURNED_AWAY = 100;

    private final EngineParts parts;
    private final SocketChannel channel;
    private final RequestDecoder decoder;
    private final HeadCheck headCheck;
    private final PhaseTimer timer = new PhaseTimer();

    @SuppressWarnings("NullAway.Init") // from handlerAdded on
    private ChannelHandlerContext encoder;

    private @Nullable Exchange exchange;
    private @Nullable IncomingBody incoming;
    private @Nullable ChannelStream stream;

    Connection(EngineParts parts, SocketChannel channel, HttpDecoderConfig config) {
        this.parts = parts;
        this.channel = channel;
        this.decoder = new RequestDecoder(config, parts.limits().maxPipelinedBytes(), this::bytesArrived);
        this.headCheck = new HeadCheck(parts.limits());
    }

    SocketChannel channel() {
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
        if (excess > MOST_TURNED_AWAY) {
            channel.close();
        } else if (excess > 0) {
            refuse(HttpRefusal.overloaded("too many connections"));
        } else {
            awaitRequest();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        parts.connections().remove(this);
        timer.stop();
        settle(Exchange::clientGone);
        wakeStream();
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
        wakeStream();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A client that resets its connection is an everyday event; anything else is a bug.
        Level level = cause instanceof IOException ? Level.DEBUG : Level.ERROR;
        LOG.log(level, () -> "a connection failed: " + LogText.trace(cause));
        ctx.close();
    }

    private void begin(HttpRequest head) {
        Exchange begun = new Exchange(this, parts, new RequestHead(head));
        exchange = begun;
        Optional<HttpRefusal> refusal = headCheck
                .refusal(head)
                .or(() -> parts.guardsLoopback() ? LoopbackGuard.refusal(head.headers()) : Optional.empty())
                .or(begun::unauthorized);
        if (refusal.isPresent()) {
            begun.refuse(refusal.get());
            return;
        }
        incoming = new IncomingBody(
                HttpUtil.getContentLength(head, -1L), parts.limits().maxBodyBytes(), parts.budget(), parts.arrays());
        timer.enter(
                Phase.BODY,
                channel.eventLoop(),
                parts.limits().bodyReadTime(),
                () -> refuse(HttpRefusal.badHttp(408, "the body came too slowly")));
        if (HttpUtil.is100ContinueExpected(head)) {
            channel.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private void read(HttpContent content, IncomingBody body) {
        if (content.decoderResult().isFailure()) {
            refuse(headCheck.malformed(content.decoderResult().cause()));
            return;
        }
        Optional<HttpRefusal> refusal = body.add(content.content());
        if (refusal.isPresent()) {
            refuse(refusal.get());
        } else if (content instanceof LastHttpContent && exchange != null) {
            timer.enter(Phase.CALL);
            exchange.start(body.whole());
        }
    }

    /** Answers what could not be read to its end, and closes. */
    private void refuse(HttpRefusal refusal) {
        // What still comes of the body must not complete it.
        releaseBody();
        if (exchange == null) {
            exchange = new Exchange(this, parts, new RequestHead(null));
        }
        exchange.refuse(refusal);
    }

    /** Sends a whole answer. {@code last} closes the connection after it, whatever the client asked for. */
    void send(Exchange answered, Response response, boolean last) {
        onLoop(() -> {
            boolean keep = !last && answered.keepsAlive() && !parts.gate().draining();
            write(ResponseHead.whole(response, answered, keep, parts.date()), keep);
        });
    }

    /** A stream that takes nothing, for an answer that came too late. */
    ChannelStream unsent() {
        ChannelStream none = newStream(false, new byte[0]);
        none.end();
        return none;
    }

    private ChannelStream newStream(boolean chunked, byte[] ping) {
        return new ChannelStream(encoder, chunked, parts.limits(), parts.ticker(), ping);
    }

    /** Sends the head of a streaming answer; the stream takes the rest. */
    ChannelStream begin(Exchange answered, Response response, byte[] ping) {
        ChannelStream begun = newStream(answered.head().isHttp11(), ping);
        onLoop(() -> {
            stream = begun;
            boolean keep = answered.keepsAlive()
                    && answered.head().isHttp11()
                    && !parts.gate().draining();
            answered.keepAlive(keep);
            channel.writeAndFlush(ResponseHead.stream(response, answered, keep, parts.date()));
            begun.startPings();
        });
        return begun;
    }

    /** Sends the end of a streaming answer. */
    void end(Exchange answered) {
        onLoop(() -> write(LastHttpContent.EMPTY_LAST_CONTENT, answered.keepsAlive()));
    }

    /**
     * Closes the connection without an end of the answer, so that the client sees that it is not whole; but only when the client has
     * had time to read what it was sent, since several forget what is unread when a connection breaks.
     */
    void cutSoon() {
        onLoop(() -> channel.eventLoop().schedule(this::cut, READ_TIME.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Closes the connection at once, so that the client sees that its answer is not whole. */
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

    private void write(Object message, boolean keep) {
        stream = null;
        awaitWritten(-1);
        channel.writeAndFlush(message).addListener((ChannelFuture written) -> {
            if (!written.isSuccess()) {
                channel.close();
            } else {
                settle(Exchange::written);
                next(keep);
            }
        });
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
        timer.enter(Phase.IDLE, channel.eventLoop(), parts.limits().idleTime(), channel::close);
    }

    private void awaitHeaders() {
        timer.enter(
                Phase.HEADERS,
                channel.eventLoop(),
                parts.limits().headerReadTime(),
                () -> refuse(HttpRefusal.badHttp(408, "the headers came too slowly")));
    }

    /** Closes when nothing of the answer has gone out since the last look. */
    private void awaitWritten(long progress) {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        long now = pending == null ? progress : pending.totalPendingWriteBytes() - pending.currentProgress();
        if (now == progress) {
            channel.close();
            return;
        }
        timer.enter(Phase.WRITE, channel.eventLoop(), parts.limits().stallTime(), () -> awaitWritten(now));
    }

    /**
     * Closes in a way that lets the client read its answer: a socket that is closed while bytes from the client wait in it resets the
     * connection, and the answer is lost on the way.
     */
    private void linger() {
        decoder.discard();
        timer.enter(Phase.LINGER, channel.eventLoop(), LINGER_TIME, channel::close);
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

    private void wakeStream() {
        if (stream != null) {
            stream.wake();
        }
    }

    private void onLoop(Runnable work) {
        if (channel.eventLoop().inEventLoop()) {
            work.run();
            return;
        }
        try {
            channel.eventLoop().execute(work);
        } catch (RejectedExecutionException e) {
            // The engine has closed, and this connection with it.
            LOG.log(Level.DEBUG, "an answer came after the end of the server");
        }
    }
}
