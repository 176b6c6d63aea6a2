package io.lexiops.rules;

import java.util.List;
import java.util.Map;

/**
 * One object that a call would change, for the guards to judge. Every map is a JSON tree.
 *
 * @param call      {@code tool}, {@code arguments}, {@code effect}; and how many objects it changes as {@code targets}
 * @param target    {@code apiVersion}, {@code kind}, {@code namespace}, {@code name}
 * @param operation {@code create}, {@code update}, {@code delete}, {@code execute} (a program in a pod) or {@code none}
 * @param before    the live object; empty if there is none
 * @param after     the object as it would be; empty if it would be gone
 * @param diff      one map for each changed field: {@code path}, {@code old}, {@code new}
 * @param owner     {@code kind} and {@code name} of who manages the object; empty if nobody does
 * @param caller    {@code name} and {@code role}
 */
@SuppressWarnings("InvalidParam") // "targets" is a key of the call, not the parameter "target"
public record GuardInput(
        Map<String, Object> call,
        Map<String, Object> target,
        String operation,
        Map<String, Object> before,
        Map<String, Object> after,
        List<Map<String, Object>> diff,
        Map<String, Object> owner,
        Map<String, Object> caller) {}
