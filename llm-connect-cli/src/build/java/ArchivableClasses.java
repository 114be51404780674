import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Writes the classes of a jar that are in the format of Java 5 or earlier in that of Java 8, and leaves everything else as it is. The
 * JVM keeps older ones out of a class-data archive, since it has to verify them in the old way: all of Picocli was read from the jar
 * at every start, which took half of the time of a start. Run by the build: {@code java -cp asm.jar ArchivableClasses.java JAR}.
 */
final class ArchivableClasses {
    private static final int VERSION_OFFSET = 6;
    private static final int OLDEST_ARCHIVED = Opcodes.V1_6;

    private ArchivableClasses() {}

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        Path rewritten = jar.resolveSibling(jar.getFileName() + ".new");
        int lifted = 0;
        try (ZipFile in = new ZipFile(jar.toFile());
                URLClassLoader classes =
                        new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
                OutputStream file = Files.newOutputStream(rewritten);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                byte[] bytes = bytes(in, entry);
                if (entry.getName().endsWith(".class") && version(bytes) < OLDEST_ARCHIVED) {
                    bytes = lifted(bytes, classes);
                    lifted++;
                }
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(copy);
                out.write(bytes);
                out.closeEntry();
            }
        }
        if (lifted == 0) {
            throw new IOException(
                    "no class in " + jar + " is older than Java 6: this step can be removed from the build");
        }
        Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] bytes(ZipFile in, ZipEntry entry) throws IOException {
        try (InputStream content = in.getInputStream(entry)) {
            return content.readAllBytes();
        }
    }

    private static int version(byte[] bytes) {
        return (bytes[VERSION_OFFSET] & 0xff) << 8 | bytes[VERSION_OFFSET + 1] & 0xff;
    }

    /** The same class with the stack maps that the newer format asks for. */
    private static byte[] lifted(byte[] bytes, ClassLoader classes) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected ClassLoader getClassLoader() {
                return classes;
            }
        };
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public void visit(
                                    int version,
                                    int access,
                                    String name,
                                    String signature,
                                    String superName,
                                    String[] interfaces) {
                                super.visit(Opcodes.V1_8, access, name, signature, superName, interfaces);
                            }
                        },
                        ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }
}
