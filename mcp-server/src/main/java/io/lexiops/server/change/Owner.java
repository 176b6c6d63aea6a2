package io.lexiops.server.change;

/**
 * Who manages an object, so that it is not changed behind their back.
 *
 * @param kind {@code helm}, {@code argocd}, {@code hpa} or {@code controller}
 */
public record Owner(String kind, String name) {}
