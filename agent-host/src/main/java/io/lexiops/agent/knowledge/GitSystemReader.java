package io.lexiops.agent.knowledge;

import java.io.File;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Keeps JGit away from the machine's and the user's git configuration.
 *
 * <p>It would start a {@code git} process to find the system file, write timing figures into the home directory, and
 * let a setting of the account (a URL rewrite, a signing key, line endings) change what we commit.
 */
final class GitSystemReader extends SystemReader.Delegate {

    private GitSystemReader(SystemReader original) {
        super(original);
    }

    static synchronized void install() {
        if (!(SystemReader.getInstance() instanceof GitSystemReader)) {
            SystemReader.setInstance(new GitSystemReader(SystemReader.getInstance()));
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    private static final class EmptyConfig extends FileBasedConfig {

        EmptyConfig(Config parent, FS fs) {
            super(parent, new File("no-such-config"), fs);
        }

        @Override
        public void load() {
            // nothing to load, on purpose
        }

        @Override
        public boolean isOutdated() {
            return false;
        }

        @Override
        public void save() {
            // timing figures that JGit measures stay in memory
        }
    }
}
