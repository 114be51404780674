package dev.llmconnect.providers.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The hosts that are reached without a proxy: those of {@code NO_PROXY} (names with all their subdomains, addresses, {@code a.b.c.d/n},
 * each with a port or without, {@code *} for all), and always loopback and link-local ones.
 */
record NoProxy(List<String> entries) {
    static NoProxy parse(String text) {
        return new NoProxy(Arrays.stream(text.split("[,\\s]+"))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList());
    }

    boolean matches(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return isLocal(host) || entries.stream().anyMatch(entry -> matches(entry, host, port));
    }

    private static boolean isLocal(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        return isAddress(host)
                && (address(host).isLoopbackAddress() || address(host).isLinkLocalAddress());
    }

    private static boolean matches(String entry, String host, int port) {
        String name = entry.replaceAll("[\\[\\]]", "");
        int colon = name.indexOf(':');
        if (colon >= 0 && colon == name.lastIndexOf(':')) {
            if (!name.substring(colon + 1).equals(String.valueOf(port))) {
                return false;
            }
            name = name.substring(0, colon);
        }
        if (name.equals("*")) {
            return true;
        }
        int slash = name.indexOf('/');
        if (slash > 0) {
            return isAddress(host) && inRange(host, name.substring(0, slash), name.substring(slash + 1));
        }
        String domain = name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
        return host.equals(domain) || host.endsWith("." + domain);
    }

    private static boolean inRange(String host, String network, String bits) {
        if (!isAddress(network) || !bits.matches("\\d{1,3}")) {
            return false;
        }
        byte[] mine = address(host).getAddress();
        byte[] its = address(network).getAddress();
        int length = Integer.parseInt(bits);
        if (mine.length != its.length || length > mine.length * Byte.SIZE) {
            return false;
        }
        for (int bit = 0; bit < length; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if ((mine[bit / Byte.SIZE] & mask) != (its[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text is a literal address, which no name server is asked for. */
    private static boolean isAddress(String text) {
        return text.matches("\\d{1,3}(?:\\.\\d{1,3}){3}") || text.contains(":");
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress();
        }
    }
}
