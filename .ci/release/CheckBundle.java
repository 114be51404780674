import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Checks a staged folder against the requirements of Maven Central (https://central.sonatype.org/publish/requirements/): sources and
 * Javadoc, checksums, a signature for each file, coordinates that are no snapshot, and in each POM name, description, URL, licenses,
 * developers and SCM, its own or its parent's. Ends with 1 and one line for each problem. Arguments: the folder, and the least number
 * of artifacts.
 */
class CheckBundle {
    private static final List<String> INHERITED = List.of("url", "licenses", "developers", "scm");

    private final List<String> problems = new ArrayList<>();
    private final Map<String, Element> poms = new LinkedHashMap<>();

    public static void main(String[] arguments) throws Exception {
        CheckBundle check = new CheckBundle();
        Path root = Path.of(arguments[0]);
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            if (file.toString().endsWith(".pom")) {
                check.poms.put(file.getFileName().toString().replaceFirst("\\.pom$", ""), pom(file));
            }
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (!name.matches(".*\\.(asc|md5|sha1)")) {
                check.companions(file);
            }
            if (name.endsWith(".pom")) {
                check.pom(root, file, name.replaceFirst("\\.pom$", ""));
            }
            if (name.startsWith("maven-metadata")) {
                check.problems.add(name + " does not belong into a bundle");
            }
        }
        if (check.poms.size() < Integer.parseInt(arguments[1])) {
            check.problems.add("only " + check.poms.size() + " artifacts: " + check.poms.keySet());
        }
        check.problems.forEach(System.out::println);
        System.out.println(check.poms.size() + " artifacts, " + files.size() + " files, " + check.problems.size() + " problems");
        if (!check.problems.isEmpty()) {
            System.exit(1);
        }
    }

    /** Every file has a signature and two checksums, which are right. */
    private void companions(Path file) throws IOException, NoSuchAlgorithmException {
        if (!Files.exists(Path.of(file + ".asc"))) {
            problems.add(file + " has no signature");
        }
        for (Map.Entry<String, String> kind : Map.of("md5", "MD5", "sha1", "SHA-1").entrySet()) {
            Path sum = Path.of(file + "." + kind.getKey());
            byte[] digest = MessageDigest.getInstance(kind.getValue()).digest(Files.readAllBytes(file));
            if (!Files.exists(sum) || !Files.readString(sum).strip().equals(HexFormat.of().formatHex(digest))) {
                problems.add(file + " has no right " + kind.getKey());
            }
        }
    }

    private void pom(Path root, Path file, String name) {
        Element pom = poms.get(name);
        String group = inherited(pom, "groupId");
        String artifact = text(pom, "artifactId");
        String version = inherited(pom, "version");
        Path expected = root.resolve(group.replace('.', '/')).resolve(artifact).resolve(version).resolve(artifact + "-" + version + ".pom");
        if (!file.equals(expected)) {
            problems.add(file + " should be " + expected);
        }
        if (version.endsWith("-SNAPSHOT")) {
            problems.add(name + " is a snapshot");
        }
        for (String own : List.of("name", "description")) {
            if (text(pom, own).isEmpty()) {
                problems.add(name + " has no " + own);
            }
        }
        for (String element : INHERITED) {
            Element found = withParents(pom, element);
            if (found == null) {
                problems.add(name + " has no " + element);
            } else if (element.equals("scm")) {
                for (String part : List.of("connection", "developerConnection", "url")) {
                    if (text(found, part).isEmpty()) {
                        problems.add(name + " has no " + part + " in scm");
                    }
                }
            }
        }
        for (String unwanted : List.of("repositories", "pluginRepositories")) {
            if (child(pom, unwanted) != null) {
                problems.add(name + " has " + unwanted);
            }
        }
        if (!text(pom, "packaging").equals("pom")) {
            for (String kind : List.of(".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json")) {
                if (!Files.exists(file.resolveSibling(name + kind))) {
                    problems.add(name + " has no " + kind);
                }
            }
        }
    }

    private String inherited(Element pom, String name) {
        String own = text(pom, name);
        Element parent = child(pom, "parent");
        return own.isEmpty() && parent != null ? text(parent, name) : own;
    }

    /** The element of a POM, or of the next of its parents that has one; parents are in the bundle. */
    private Element withParents(Element pom, String name) {
        for (Element it = pom; it != null; it = parent(it)) {
            if (child(it, name) != null) {
                return child(it, name);
            }
        }
        return null;
    }

    private Element parent(Element pom) {
        Element parent = child(pom, "parent");
        return parent == null ? null : poms.get(text(parent, "artifactId") + "-" + text(parent, "version"));
    }

    private static Element child(Element element, String name) {
        for (Node it = element.getFirstChild(); it != null; it = it.getNextSibling()) {
            if (it instanceof Element found && found.getTagName().equals(name)) {
                return found;
            }
        }
        return null;
    }

    private static String text(Element element, String name) {
        Element found = child(element, name);
        return found == null ? "" : found.getTextContent().strip();
    }

    private static Element pom(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement();
    }
}
