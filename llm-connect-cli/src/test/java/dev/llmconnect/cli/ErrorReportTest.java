package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorReportTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve --prot 8080       | Unknown option: '--prot'; did you mean `--port`?",
                "serve --prot=8080       | Unknown option: '--prot=8080'; did you mean `--port`?",
                "serve --datadir /tmp    | Unknown option: '--datadir'; did you mean `--data-dir`?",
                "execute --modle m Hi    | Unknown option: '--modle'; did you mean `--model`?",
                "serv                    | Unmatched argument: 'serv'; did you mean `serve`?",
                "keys lst                | Unmatched argument: 'lst'; did you mean `list`?",
                "serve --hologram yes    | Unknown option: '--hologram'",
            })
    void anOptionOrCommandThatThereIsNoneOfIsNamedWithTheOneThatWasMeant(String arguments, String message) {
        StringWriter err = new StringWriter();
        PrintWriter out = new PrintWriter(err);
        int exit = Main.commandLine(new Main.Console(Map.of(), InputStream.nullInputStream(), out, out))
                .execute(arguments.split(" +", -1));

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "llm-connect: " + message,
                        "Run 'llm-connect"
                                + (arguments.equals("serv")
                                        ? ""
                                        : " " + arguments.split(" ", -1)[0]) + " --help' for usage.");
    }
}
