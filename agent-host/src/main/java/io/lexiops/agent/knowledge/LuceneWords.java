package io.lexiops.agent.knowledge;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** English words, and the parts of Kubernetes names: ImagePullBackOff is also found by "pull", k8s_set_image by "image". */
final class LuceneWords extends Analyzer {

    private static final int PARTS = WordDelimiterGraphFilter.GENERATE_WORD_PARTS
            | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE
            | WordDelimiterGraphFilter.PRESERVE_ORIGINAL
            | WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE;

    @Override
    protected TokenStreamComponents createComponents(String field) {
        var tokens = new StandardTokenizer();
        var parts = new FlattenGraphFilter(new WordDelimiterGraphFilter(tokens, PARTS, null));
        var words = new StopFilter(new LowerCaseFilter(parts), EnglishAnalyzer.getDefaultStopSet());
        return new TokenStreamComponents(tokens, new PorterStemFilter(words));
    }

    /** The distinct terms of a text, at most so many. */
    static Set<String> terms(Analyzer analyzer, String text, int limit) throws IOException {
        var terms = new LinkedHashSet<String>();
        try (var stream = analyzer.tokenStream("text", text)) {
            var term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (terms.size() < limit && stream.incrementToken()) {
                terms.add(term.toString());
            }
            stream.end();
        }
        return terms;
    }
}
