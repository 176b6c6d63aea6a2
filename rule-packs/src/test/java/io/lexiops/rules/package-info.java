@NullMarked
package io.lexiops.rules;

import org.jspecify.annotations.NullMarked;
