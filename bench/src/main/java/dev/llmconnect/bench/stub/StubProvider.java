package dev.llmconnect.bench.stub;

import dev.llmconnect.bench.load.EventLoops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A provider that speaks Chat Completions, unary and streaming, at once or after the delay that the model's name asks
 * for (see {@link StubModel}). {@code GET /counts} says how many calls it has seen. Started with a port (0: any free
 * one), it prints its port and ends when its standard input does, so it cannot outlive the program that started it.
 */
public final class StubProvider {
    private StubProvider() {}

    /** Runs until standard input ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]);
        StubAnswers answers = new StubAnswers();
        StubCounts counts = new StubCounts();
        Channel server = new ServerBootstrap()
                .group(EventLoops.single("stub-accept"), EventLoops.single("stub"))
                .channel(NioServerSocketChannel.class)
                // ten thousand calls may connect at once
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpRequestDecoder(4096, 16384, 65536), new StubCall(answers, counts));
                    }
                })
                .bind("127.0.0.1", port)
                .sync()
                .channel();
        System.out.println(((InetSocketAddress) server.localAddress()).getPort());
        while (System.in.read() >= 0) {
            // nobody writes; the end of the stream is what counts
        }
        System.exit(0);
    }
}
