package io.lexiops.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * How large a regular expression becomes when it is compiled, told without compiling it. RE2 matches in linear time, but
 * copies what is repeated: {@code ((a{1000}){1000}){1000}} would fill the memory before its size can be asked for.
 */
public final class RegexCost {

    private static final int LONGEST = 1_000;
    private static final long MOST = 5_000;

    private RegexCost() {}

    /** What is wrong with an expression that is too large; nothing is said of its syntax. */
    public static Optional<String> problem(String expression) {
        if (expression.length() > LONGEST) {
            return Optional.of("the regular expression is longer than " + LONGEST + " characters");
        }
        return of(expression) > MOST
                ? Optional.of(
                        "the regular expression repeats too much: with its {m,n} written out it would have more than "
                                + MOST + " parts")
                : Optional.empty();
    }

    /** What is wrong with the regular expressions of a condition: they are to be written out in it, and small. */
    public static Optional<String> problem(CelAbstractSyntaxTree condition) {
        return CelNavigableAst.fromAst(condition)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.CALL
                        && node.expr().call().function().equals("matches"))
                .flatMap(node -> problem(node.expr().call().args().getLast()).stream())
                .findFirst();
    }

    private static Optional<String> problem(CelExpr pattern) {
        if (pattern.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && pattern.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
            return problem(pattern.constant().stringValue());
        }
        return Optional.of("the regular expression of matches() must be written out, not computed");
    }

    /** At least as many parts as it has when every repetition is written out; stops counting far beyond the most. */
    static long of(String expression) {
        var outer = new ArrayDeque<Long>();
        long sum = 0;
        long last = 0;
        int i = 0;
        while (i < expression.length()) {
            char c = expression.charAt(i);
            int next = i + 1;
            switch (c) {
                case '(' -> {
                    outer.push(sum + last);
                    sum = 0;
                    last = 0;
                }
                case ')' -> {
                    last = sum + last + 1;
                    sum = outer.isEmpty() ? 0 : outer.pop();
                }
                case '{' -> {
                    int end = expression.indexOf('}', i);
                    long times = end < 0 ? 1 : most(expression.substring(i + 1, end));
                    last = Math.min(last * times, MOST * MOST);
                    next = end < 0 || times == 1 ? next : end + 1;
                }
                default -> {
                    if (expression.startsWith("\\Q", i)) {
                        // What stands in it is plain: its brackets must not be taken for those of groups.
                        int end = expression.indexOf("\\E", i);
                        int close = end < 0 ? expression.length() : end;
                        sum += last + (close - i - 2);
                        last = 1;
                        i = Math.min(close + 2, expression.length());
                        continue;
                    }
                    sum += last;
                    last = 1;
                    next = c == '\\' ? i + 2 : c == '[' ? afterClass(expression, i) : next;
                }
            }
            sum = Math.min(sum, MOST * MOST);
            i = next;
        }
        while (!outer.isEmpty()) {
            sum += outer.pop();
        }
        return sum + last;
    }

    /** Of {@code 3}, {@code 3,}, {@code 3,5}; 1 if it is none of these. */
    private static long most(String bounds) {
        long most = 1;
        for (var number : bounds.split(",", -1)) {
            if (!number.isEmpty()) {
                if (number.length() > 9 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    return 1;
                }
                most = Math.max(most, Long.parseLong(number));
            }
        }
        return most;
    }

    private static int afterClass(String expression, int start) {
        int i = start + 1;
        i += i < expression.length() && expression.charAt(i) == '^' ? 1 : 0;
        // A bracket right at the beginning stands for itself.
        i += i < expression.length() && expression.charAt(i) == ']' ? 1 : 0;
        while (i < expression.length() && expression.charAt(i) != ']') {
            i += expression.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }
}
