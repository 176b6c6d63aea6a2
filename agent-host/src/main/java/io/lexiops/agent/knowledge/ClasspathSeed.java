package io.lexiops.agent.knowledge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The seed packed into the program: everything below {@code knowledge-seed/}. */
final class ClasspathSeed implements Seed {

    private static final String ROOT = "knowledge-seed/";

    @Override
    public SortedMap<String, String> files() throws IOException {
        var files = new TreeMap<String, String>();
        for (var resource : new PathMatchingResourcePatternResolver().getResources("classpath*:" + ROOT + "**/*.md")) {
            var url = resource.getURL().toString();
            files.put(
                    url.substring(url.lastIndexOf(ROOT) + ROOT.length()),
                    resource.getContentAsString(StandardCharsets.UTF_8));
        }
        return files;
    }
}
