package io.lexiops.agent.knowledge;

import java.util.List;
import java.util.Map;

/**
 * One Markdown file, parsed.
 *
 * @param blob     the git id of its content
 * @param facts    its front matter
 * @param sections its parts, in order
 * @param body     the text without the front matter
 */
record KnowledgeFile(
        String path,
        String blob,
        String title,
        Map<String, Object> facts,
        List<String> causes,
        List<String> kinds,
        Map<String, String> labels,
        List<Section> sections,
        String body) {

    KnowledgeFile {
        sections = List.copyOf(sections);
    }

    /** Text below one heading, small enough to be embedded as one. */
    record Section(String heading, int startLine, int endLine, String text) {}
}
