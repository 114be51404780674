package example;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMResponse;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers with the profile {@code triage} of {@code application.yml}. */
@RestController
class AskController {
    private final LLMAdapter triage;

    AskController(@Qualifier("triage") LLMAdapter triage) {
        this.triage = triage;
    }

    @GetMapping("/ask")
    LLMResponse ask(@RequestParam("prompt") String prompt) {
        return triage.execute(prompt);
    }
}
