package io.lexiops.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays packs above each other: every id once, every mute and tightening of a rule of another pack that allows it. */
final class PackLayers {

    private final Map<String, Rule> rules = new LinkedHashMap<>();

    private final Map<String, Mute> mutes = new HashMap<>();

    private final List<RuleError> errors;

    PackLayers(List<Pack> packs, List<RuleError> errors) {
        this.errors = errors;
        var names = new HashMap<String, Pack>();
        for (var pack : packs) {
            if (names.put(pack.name(), pack) != null) {
                errors.add(new RuleError(
                        pack.name() + "/pack.yaml", 0, 0, "there is a pack \"%s\" already".formatted(pack.name())));
            } else {
                pack.rules().forEach(this::add);
            }
        }
        for (var pack : packs) {
            pack.mutes().forEach(mute -> note(() -> mute(pack, mute)));
            pack.tightenings().forEach(tightening -> note(() -> tighten(pack, tightening)));
        }
    }

    private interface Step {
        void run() throws BadRule;
    }

    private void note(Step step) {
        try {
            step.run();
        } catch (BadRule e) {
            errors.add(e.error());
        }
    }

    private void add(Rule rule) {
        var other = rules.putIfAbsent(rule.id(), rule);
        if (other != null) {
            errors.add(new RuleError(rule.file(), 0, 0, "the id %s is taken by %s".formatted(rule.id(), other.file())));
        }
    }

    private void mute(Pack pack, Pack.Placed<Mute> placed) throws BadRule {
        var mute = placed.what();
        if (foreign(pack, mute.rule(), placed.where()) instanceof Guard guard && guard.floor()) {
            throw placed.where().at("rule").wrong("%s is a safety floor and cannot be muted".formatted(guard.id()));
        }
        if (mutes.putIfAbsent(mute.rule(), mute) != null) {
            throw placed.where().at("rule").wrong("%s is muted twice".formatted(mute.rule()));
        }
    }

    private void tighten(Pack pack, Pack.Placed<Pack.Tightening> placed) throws BadRule {
        var tightening = placed.what();
        var where = placed.where();
        if (!(foreign(pack, tightening.rule(), where) instanceof Guard guard)) {
            throw where.at("rule").wrong("%s is no guard: only guards weigh".formatted(tightening.rule()));
        }
        if (tightening.severity().compareTo(guard.severity()) <= 0) {
            throw where.at("severity").wrong("must weigh more than %s".formatted(guard.severity()));
        }
        rules.put(guard.id(), guard.weighing(tightening.severity()));
    }

    private Rule foreign(Pack pack, String id, RuleYaml where) throws BadRule {
        var rule = rules.get(id);
        if (rule == null) {
            throw where.at("rule").wrong("there is no rule %s".formatted(id));
        }
        if (id.startsWith(pack.name() + "/")) {
            throw where.at("rule").wrong("%s is a rule of this pack: change it itself".formatted(id));
        }
        return rule;
    }

    List<Rule> rules() {
        return List.copyOf(new ArrayList<>(rules.values()));
    }

    Map<String, Mute> mutes() {
        return Map.copyOf(mutes);
    }
}
