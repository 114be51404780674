package dev.llmconnect.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;

/** Signals of the operating system. The JDK has no supported way to them, so it is looked up by name. */
final class ProcessSignal {
    /** Asks a server to read its configuration again. */
    static final String HANG_UP = "HUP";
    /** Asks a server for a line on its state. */
    static final String USER_1 = "USR1";
    /** Ctrl-C. */
    static final String INTERRUPT = "INT";

    private static final Logger LOG = System.getLogger(ProcessSignal.class.getName());

    private ProcessSignal() {}

    /** Runs an action at each signal of a name, in a thread of the JVM, instead of ending the process. Without such a signal it never runs. */
    static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object calling = Proxy.newProxyInstance(
                    ProcessSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), calling);
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.DEBUG, "SIG" + name + " is not available", e);
        }
    }
}
