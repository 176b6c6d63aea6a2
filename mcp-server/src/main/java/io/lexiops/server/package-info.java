@NullMarked
package io.lexiops.server;

import org.jspecify.annotations.NullMarked;
