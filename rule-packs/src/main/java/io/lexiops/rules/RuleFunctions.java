package io.lexiops.rules;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The functions that every rule may call, besides those of CEL with its optional values and string functions.
 *
 * <pre>
 * podSpec(object)          the pod specification of a Pod, a workload or a CronJob; {} if it has none
 * containers(object)       all its containers: ordinary, init and ephemeral
 * named(list, name)        the item with that name; {} if there is none
 * image(text)              an image reference as {registry, repository, tag, digest}
 * quantity(value)          a Kubernetes quantity as a number: "500m" is 0.5, "1Ki" is 1024.0
 * list.join(separator)     the texts of a list in one
 * text.replace(a, b)       every a replaced by b
 * </pre>
 */
final class RuleFunctions {

    private static final int LONGEST_TEXT = 64_000;

    private static final CelType ANY_LIST = ListType.create(SimpleType.DYN);

    private static final CelType IMAGE = RuleType.of(
            "Image",
            Map.of(
                    "registry", SimpleType.STRING,
                    "repository", SimpleType.STRING,
                    "tag", SimpleType.STRING,
                    "digest", SimpleType.STRING));

    private RuleFunctions() {}

    /** The types that only functions give. */
    static List<CelType> types() {
        return List.of(IMAGE);
    }

    static List<RuleFunction> all() {
        return List.of(
                RuleFunction.of(
                        "podSpec",
                        CelOverloadDecl.newGlobalOverload("podSpec_dyn", SimpleType.DYN, SimpleType.DYN),
                        CelFunctionBinding.from("podSpec_dyn", Object.class, RuleFunctions::podSpec)),
                RuleFunction.of(
                        "containers",
                        CelOverloadDecl.newGlobalOverload("containers_dyn", ANY_LIST, SimpleType.DYN),
                        CelFunctionBinding.from("containers_dyn", Object.class, RuleFunctions::containers)),
                RuleFunction.of(
                        "named",
                        CelOverloadDecl.newGlobalOverload(
                                "named_list_string", SimpleType.DYN, ANY_LIST, SimpleType.STRING),
                        CelFunctionBinding.from("named_list_string", List.class, String.class, RuleFunctions::named)),
                RuleFunction.of(
                        "image",
                        CelOverloadDecl.newGlobalOverload("image_string", IMAGE, SimpleType.STRING),
                        CelFunctionBinding.from(
                                "image_string",
                                String.class,
                                text -> ImageReference.of(text).toMap())),
                RuleFunction.of(
                        "quantity",
                        CelOverloadDecl.newGlobalOverload("quantity_dyn", SimpleType.DOUBLE, SimpleType.DYN),
                        CelFunctionBinding.from("quantity_dyn", Object.class, RuleFunctions::quantity)),
                RuleFunction.of(
                        "join",
                        List.of(
                                CelOverloadDecl.newMemberOverload("list_join", SimpleType.STRING, ANY_LIST),
                                CelOverloadDecl.newMemberOverload(
                                        "list_join_string", SimpleType.STRING, ANY_LIST, SimpleType.STRING)),
                        List.of(
                                CelFunctionBinding.from("list_join", List.class, list -> join(list, "")),
                                CelFunctionBinding.from(
                                        "list_join_string", List.class, String.class, RuleFunctions::join))),
                RuleFunction.of(
                        "replace",
                        CelOverloadDecl.newMemberOverload(
                                "string_replace_string",
                                SimpleType.STRING,
                                SimpleType.STRING,
                                SimpleType.STRING,
                                SimpleType.STRING),
                        CelFunctionBinding.from(
                                "string_replace_string",
                                List.of(String.class, String.class, String.class),
                                arguments ->
                                        replace((String) arguments[0], (String) arguments[1], (String) arguments[2]))));
    }

    private static Object at(Object tree, String... path) {
        var here = tree;
        for (var key : path) {
            here = here instanceof Map<?, ?> map && map.get(key) instanceof Map<?, ?> below ? below : Map.of();
        }
        return here;
    }

    private static Object podSpec(Object object) {
        if (!(object instanceof Map<?, ?> map)) {
            return Map.of();
        }
        if ("Pod".equals(map.get("kind"))) {
            return at(object, "spec");
        }
        var template = at(object, "spec", "template", "spec");
        return template.equals(Map.of()) ? at(object, "spec", "jobTemplate", "spec", "template", "spec") : template;
    }

    private static Object containers(Object object) {
        var found = new ArrayList<Object>();
        if (podSpec(object) instanceof Map<?, ?> spec) {
            for (var key : List.of("containers", "initContainers", "ephemeralContainers")) {
                if (spec.get(key) instanceof List<?> list) {
                    found.addAll(list);
                }
            }
        }
        return found;
    }

    private static Object named(List<?> list, String name) {
        for (var item : list) {
            if (item instanceof Map<?, ?> map && name.equals(map.get("name"))) {
                return item;
            }
        }
        return Map.of();
    }

    private static Object quantity(Object value) throws CelEvaluationException {
        return switch (value) {
            case Number number -> number.doubleValue();
            case String text ->
                Quantities.parse(text)
                        .orElseThrow(() -> new CelEvaluationException("\"%s\" is no quantity".formatted(text)));
            default -> throw new CelEvaluationException("neither a number nor a quantity");
        };
    }

    private static String join(List<?> list, String separator) throws CelEvaluationException {
        var joined = new StringBuilder();
        for (var item : list) {
            if (!joined.isEmpty()) {
                joined.append(separator);
            }
            joined.append(Trees.text(item));
            refuseLong(joined.length());
        }
        return joined.toString();
    }

    private static String replace(String text, String part, String by) throws CelEvaluationException {
        if (part.isEmpty()) {
            throw new CelEvaluationException("replace() of an empty text");
        }
        int parts = (text.length() - text.replace(part, "").length()) / part.length();
        refuseLong(text.length() + (long) parts * by.length());
        return text.replace(part, by);
    }

    private static void refuseLong(long length) throws CelEvaluationException {
        if (length > LONGEST_TEXT) {
            throw new CelEvaluationException("a text longer than %d characters".formatted(LONGEST_TEXT));
        }
    }
}
