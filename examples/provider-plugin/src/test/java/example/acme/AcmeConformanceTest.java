package example.acme;

import com.eclipsesource.json.Json;
import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Reply;

class AcmeConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return "acme";
    }

    @Override
    public Reply answer(Answer answer) {
        return Reply.json(Json.object()
                .add("text", answer.text())
                .add("model", answer.model())
                .add("tokens_in", answer.promptTokens())
                .add("tokens_out", answer.completionTokens())
                .toString());
    }

    @Override
    public Reply error(int status, String message) {
        return Reply.json(status, Json.object().add("error", message).toString());
    }
}
