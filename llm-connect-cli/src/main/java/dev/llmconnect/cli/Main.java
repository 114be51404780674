package dev.llmconnect.cli;

/** The entry point of the command line. */
public final class Main {
    private Main() {}

    /**
     * Prints the version.
     *
     * @param args ignored
     */
    public static void main(String[] args) {
        String version = Main.class.getPackage().getImplementationVersion();
        System.out.println("llm-connect " + (version == null ? "(development)" : version));
    }
}
