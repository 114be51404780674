package dev.llmconnect.cli;

import java.util.Set;

/**
 * What a plugin sees of the program: the JDK, the API, and SLF4J, so that its log ends in ours. Everything else, OkHttp and Moshi
 * too, it brings in the version it was built with. The program's service files are hidden with its classes, so that a plugin's
 * loader finds only its own providers.
 */
final class SharedClasses extends ClassLoader {
    private static final Set<String> PACKAGES = Set.of(
            "dev.llmconnect",
            "dev.llmconnect.spi",
            "dev.llmconnect.structured",
            "dev.llmconnect.tools",
            "org.jspecify.annotations",
            "org.slf4j",
            "org.slf4j.event",
            "org.slf4j.helpers",
            "org.slf4j.spi");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader program;

    SharedClasses(ClassLoader program) {
        super("shared with plugins", getPlatformClassLoader());
        this.program = program;
    }

    /** Asked after the JDK. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        int lastDot = name.lastIndexOf('.');
        if (lastDot > 0 && PACKAGES.contains(name.substring(0, lastDot))) {
            return program.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }
}
