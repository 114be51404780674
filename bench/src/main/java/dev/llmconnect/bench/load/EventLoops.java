package dev.llmconnect.bench.load;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The event loops of stub and callers. */
public final class EventLoops {
    private EventLoops() {}

    /** A loop with one daemon thread, so that what it serves needs no locks. */
    public static EventLoopGroup single(String name) {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }
}
