package io.lexiops.agent.access;

import java.security.Principal;

/** Who is at the other end of an HTTP request. */
public record Person(String name, Right right) implements Principal {

    @Override
    public String getName() {
        return name;
    }
}
