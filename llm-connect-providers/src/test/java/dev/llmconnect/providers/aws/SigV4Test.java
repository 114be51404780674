package dev.llmconnect.providers.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Secret;
import dev.llmconnect.providers.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checked against AWS's published Signature Version 4 test suite: the folders of {@code tests/aws-signing-test-suite/v4} in
 * <a href="https://github.com/awslabs/aws-c-auth">awslabs/aws-c-auth</a> that these are named after, read in 2026. Left out are its
 * requests that cannot come about here: repeated headers, values of several lines, and paths with {@code .} or {@code ..}.
 */
class SigV4Test {
    private static final Clock THEN = Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC);
    private static final Secret KEY = Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final AwsCredentials LASTING = new AwsCredentials("AKIDEXAMPLE", KEY, null);

    private static String signed(SigV4 signature, AwsCredentials credentials, HttpCall call) {
        signature.sign(call, credentials);
        return call.headers().get("Authorization");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            get-vanilla                     | GET  | /                           |  |              | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
            get-vanilla-query-order-key-case | GET  | /?Param2=value2&Param1=value1 |  |            | b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500
            get-vanilla-empty-query-key     | GET  | /?Param1=value1             |  |              | a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb
            get-unreserved                  | GET  | /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz |  | | 07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f
            get-utf8                        | GET  | /ሴ                          |  |              | 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85
            get-space                       | GET  | /example space/             |  |              | 652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741
            get-header-value-trim           | GET  | /  | my-header1=  value1;my-header2=  "a   b   c" |  | acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736
            post-vanilla                    | POST | /                           |  |              | 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b
            post-vanilla-query              | POST | /?Param1=value1             |  |              | 28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11
            get-vanilla-query-order-encoded | GET  | /?Param-3=Value3&Param=Value2&%E1%88%B4=Value1 |  | | 371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac
            get-vanilla-query-unreserved    | GET  | /?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz |  | | 9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197
            post-x-www-form-urlencoded      | POST | / | content-type=application/x-www-form-urlencoded;content-length=13;x-amz-content-sha256=9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e | Param1=value1 | d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b
            post-x-www-form-urlencoded-parameters | POST | / | content-type=application/x-www-form-urlencoded%3B charset=utf-8;content-length=13;x-amz-content-sha256=9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e | Param1=value1 | 328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422
            """)
    void signsAsAwsPublishedIt(String name, String method, String path, String headers, String body, String signature) {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        HttpCall call = new HttpCall(method, "https://example.amazonaws.com" + path, bytes);
        if (headers != null) {
            for (String header : headers.split(";", -1)) {
                int equals = header.indexOf('=');
                call.header(
                        header.substring(0, equals),
                        header.substring(equals + 1).replace("%3B", ";"));
            }
        }

        assertThat(signed(new SigV4("us-east-1", "service", THEN), LASTING, call))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                        + "SignedHeaders=")
                .endsWith(", Signature=" + signature);
    }

    @Test
    void getVanillaWithSessionToken() {
        Secret token = Secret.of("6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267");
        AwsCredentials temporary = new AwsCredentials("AKIDEXAMPLE", KEY, token);
        HttpCall call = new HttpCall("GET", "https://example.amazonaws.com/", new byte[0]);

        assertThat(signed(new SigV4("us-east-1", "service", THEN), temporary, call))
                .endsWith("SignedHeaders=host;x-amz-date;x-amz-security-token, "
                        + "Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8");
    }

    /** The signature is the one that AWS's SDK for Python makes of this request. */
    @Test
    void aModelInThePathIsEncodedTwiceAndTheSessionTokenIsSigned() {
        AwsCredentials temporary = new AwsCredentials("AKIDEXAMPLE", KEY, Secret.of("session-token"));
        HttpCall call = new HttpCall(
                        "POST",
                        "https://bedrock-runtime.us-east-1.amazonaws.com/model/us.amazon.nova-2-lite-v1%3A0/converse",
                        "{\"messages\":[]}".getBytes(StandardCharsets.UTF_8))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");

        assertThat(signed(new SigV4("us-east-1", "bedrock", THEN), temporary, call))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/bedrock/aws4_request, "
                        + "SignedHeaders=accept;content-type;host;x-amz-date;x-amz-security-token, "
                        + "Signature=61a77ba35820beeebd79ee724160a9c22a92f459cd12c2a93751708f0b119c51");
        assertThat(call.headers())
                .containsEntry("X-Amz-Date", "20150830T123600Z")
                .containsEntry("X-Amz-Security-Token", "session-token");
        assertThat(temporary).hasToString("AwsCredentials");
    }
}
