package dev.llmconnect.providers.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmconnect.Secret;
import dev.llmconnect.providers.http.HttpCall;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.HttpUrl;

/**
 * Signs requests to one AWS service in one region with AWS's Signature Version 4. Immutable and thread-safe.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">AWS's description</a>.
 */
public final class SigV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String region;
    private final String service;
    private final Clock clock;

    /** Signs with the time of this clock. */
    public SigV4(String region, String service, Clock clock) {
        this.region = region;
        this.service = service;
        this.clock = clock;
    }

    /** Adds the headers that sign everything that is in a call. */
    public void sign(HttpCall call, AwsCredentials credentials) {
        String moment = MOMENT.format(clock.instant());
        call.header("X-Amz-Date", moment);
        Secret sessionToken = credentials.sessionToken();
        if (sessionToken != null) {
            call.header("X-Amz-Security-Token", sessionToken.reveal());
        }
        Map<String, String> headers = signedHeaders(call);
        String names = String.join(";", headers.keySet());
        String request = canonicalRequest(call, headers, names);
        String day = moment.substring(0, 8);
        String scope = day + "/" + region + "/" + service + "/aws4_request";
        String toSign = ALGORITHM + "\n" + moment + "\n" + scope + "\n" + hash(request.getBytes(UTF_8));
        call.header(
                "Authorization",
                ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders=" + names
                        + ", Signature=" + HexFormat.of().formatHex(hmac(key(day, credentials), toSign)));
    }

    private static String canonicalRequest(HttpCall call, Map<String, String> headers, String names) {
        String url = call.url();
        int path = url.indexOf('/', url.indexOf("://") + 3);
        String target = path < 0 ? "/" : url.substring(path);
        int query = target.indexOf('?');
        return call.method()
                + "\n" + (query < 0 ? canonicalPath(target) : canonicalPath(target.substring(0, query)))
                + "\n" + (query < 0 ? "" : canonicalQuery(target.substring(query + 1)))
                + "\n"
                + headers.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining())
                + "\n" + names
                + "\n" + call.body().sha256().hex();
    }

    private static Map<String, String> signedHeaders(HttpCall call) {
        Map<String, String> headers = new TreeMap<>();
        call.headers()
                .forEach((name, value) ->
                        headers.put(name.toLowerCase(Locale.ROOT), value.strip().replaceAll(" +", " ")));
        HttpUrl url = HttpUrl.get(call.url());
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
        headers.put("host", usual ? host : host + ":" + url.port());
        return headers;
    }

    /** The path as it is sent is encoded once more, as every service but S3 wants it: {@code %3A} becomes {@code %253A}. */
    private static String canonicalPath(String path) {
        return Arrays.stream(path.split("/", -1)).map(SigV4::encoded).collect(Collectors.joining("/"));
    }

    /** A query is encoded already, and only put in order: by name, then by value. */
    private static String canonicalQuery(String query) {
        return Arrays.stream(query.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.contains("=") ? pair : pair + "=")
                .sorted(Comparator.<String, String>comparing(pair -> pair.substring(0, pair.indexOf('=')))
                        .thenComparing(Comparator.naturalOrder()))
                .collect(Collectors.joining("&"));
    }

    /** Everything but letters, digits and {@code -._~} as the hexadecimal values of its bytes in UTF-8. */
    static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (plain || "-._~".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    private byte[] key(String day, AwsCredentials credentials) {
        byte[] key = ("AWS4" + credentials.secretKey().reveal()).getBytes(UTF_8);
        for (String step : new String[] {day, region, service, "aws4_request"}) {
            key = hmac(key, step);
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
