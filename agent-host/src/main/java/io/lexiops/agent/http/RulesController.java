package io.lexiops.agent.http;

import io.lexiops.agent.plan.PacksInForce;
import io.lexiops.agent.supervise.GitRuleRepository;
import io.lexiops.agent.supervise.RuleProblem;
import io.lexiops.rules.Guard;
import io.lexiops.rules.Mute;
import io.lexiops.rules.PackVersion;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The rules in force, and why a commit of the operators' rules is not. */
@RestController
@RequestMapping("/api/v1/rules")
class RulesController {

    private final PacksInForce packs;
    private final GitRuleRepository repository;

    RulesController(PacksInForce packs, GitRuleRepository repository) {
        this.packs = packs;
        this.repository = repository;
    }

    @GetMapping
    Map<String, Object> rules() {
        var state = repository.state();
        var now = packs.current();
        var json = new LinkedHashMap<String, Object>();
        json.put("digest", now.digest());
        json.put("packs", now.versions().stream().map(RulesController::pack).toList());
        json.put("repository", state.directory());
        json.put("commit", state.inForce());
        json.put("refused", state.refused());
        json.put(
                "problems", state.problems().stream().map(RuleProblem::toString).toList());
        json.put("notices", state.notices());
        json.put("guards", now.guards().stream().map(RulesController::guard).toList());
        json.put("intents", now.intents().stream().map(rule -> rule.id()).toList());
        json.put("causes", now.causes().stream().map(rule -> rule.id()).toList());
        json.put("signals", now.signals().stream().map(rule -> rule.id()).toList());
        json.put("muted", now.mutes().stream().map(RulesController::mute).toList());
        return json;
    }

    private static Map<String, Object> pack(PackVersion pack) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", pack.name());
        json.put("version", pack.version());
        json.put("commit", pack.commit() == null ? "" : pack.commit());
        json.put("digest", pack.digest());
        return json;
    }

    private static Map<String, Object> guard(Guard guard) {
        return Map.of(
                "rule",
                guard.id(),
                "severity",
                guard.severity().name().toLowerCase(Locale.ROOT),
                "floor",
                guard.floor(),
                "why",
                guard.why());
    }

    private static Map<String, Object> mute(Mute mute) {
        return Map.of(
                "rule", mute.rule(),
                "owner", mute.owner(),
                "reason", mute.reason(),
                "until", mute.until().toString());
    }
}
