package dev.llmconnect.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;

/** SIGHUP, which asks a server to read its configuration again. The JDK has no supported way to it, so it is looked up by name. */
final class HangUpSignal {
    private static final Logger LOG = System.getLogger(HangUpSignal.class.getName());

    private HangUpSignal() {}

    /** Runs an action at each SIGHUP, in a thread of the JVM, instead of ending the process. Where there is no such signal it never runs. */
    static void handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object calling = Proxy.newProxyInstance(
                    HangUpSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), calling);
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.DEBUG, "SIGHUP is not available; files are still reloaded on change", e);
        }
    }
}
