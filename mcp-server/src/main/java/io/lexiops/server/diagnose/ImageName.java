package io.lexiops.server.diagnose;

/**
 * An image reference, taken apart.
 *
 * @param repository with the registry's host where one is written
 * @param tag        empty if there is none
 * @param digest     empty if there is none
 */
record ImageName(String repository, String tag, String digest) {

    private static final String DEFAULT_HOST = "docker.io/";
    private static final String DEFAULT_PATH = "library/";

    static ImageName of(String image) {
        var name = image.startsWith(DEFAULT_HOST) ? image.substring(DEFAULT_HOST.length()) : image;
        name = name.startsWith(DEFAULT_PATH) ? name.substring(DEFAULT_PATH.length()) : name;
        int at = name.indexOf('@');
        var digest = at < 0 ? "" : name.substring(at + 1);
        name = at < 0 ? name : name.substring(0, at);
        int colon = name.lastIndexOf(':');
        boolean tagged = colon > name.lastIndexOf('/');
        return new ImageName(tagged ? name.substring(0, colon) : name, tagged ? name.substring(colon + 1) : "", digest);
    }

    /** The last part of the repository, usually the program's name. */
    String program() {
        return repository.substring(repository.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return repository + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
    }
}
