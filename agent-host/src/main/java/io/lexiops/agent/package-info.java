@NullMarked
package io.lexiops.agent;

import org.jspecify.annotations.NullMarked;
