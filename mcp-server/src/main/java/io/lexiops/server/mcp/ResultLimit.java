package io.lexiops.server.mcp;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The most that a result may have, whatever a tool or a backend does. */
record ResultLimit(int bytes) {

    /** The result, or a failure that says that it is too large. */
    ToolResult checked(ToolSpec tool, ToolResult result) {
        long size = result instanceof ToolResult.Success(var text, var _) ? sizeOf(text) : 0;
        size += size(result.structured(), bytes - size);
        if (size <= bytes) {
            return result;
        }
        return new ToolResult.Failure(
                ErrorCode.REFUSED,
                "the result has more than " + bytes + " bytes and is not shown",
                tool.effect().writes()
                        ? "what the call was to change may be changed: look at changes_list"
                        : "ask for less: a namespace, a selector, fields, a smaller limit",
                Map.of());
    }

    /** How large a tree is as JSON, roughly; it stops counting when there is no room left. */
    private static long size(@Nullable Object tree, long room) {
        long size = 2;
        switch (tree) {
            case Map<?, ?> map -> {
                for (var entry : map.entrySet()) {
                    if (size > room) {
                        return size;
                    }
                    size += sizeOf(String.valueOf(entry.getKey())) + 4 + size(entry.getValue(), room - size);
                }
            }
            case Iterable<?> items -> {
                for (var item : items) {
                    if (size > room) {
                        return size;
                    }
                    size += 1 + size(item, room - size);
                }
            }
            case String text -> size += sizeOf(text);
            case null, default -> size += 6;
        }
        return size;
    }

    /** In UTF-8; what needs two units takes four bytes. */
    private static long sizeOf(String text) {
        long size = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size += c >= 0x800 && !Character.isSurrogate(c) ? 2 : 1;
            }
        }
        return size;
    }
}
