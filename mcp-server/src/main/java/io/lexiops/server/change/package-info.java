/**
 * The guarded change pipeline: the only way to a write.
 *
 * <p>A backend describes a write ({@link io.lexiops.server.change.WriteTool}, {@link io.lexiops.server.change.PlannedWrite})
 * and hands it to {@link io.lexiops.server.change.ChangePipeline#guard}, whose result is the tool that callers see. Every
 * write tool that was guarded can be named by an {@link io.lexiops.server.change.Inverse}; {@code change_undo} then runs it
 * through the same pipeline. An inverse that no caller should see as a tool of its own, such as "restore this object
 * exactly", is given to {@link io.lexiops.server.change.ChangePipeline#guardHidden} and left out of the toolset's list.
 * Arguments of an inverse may hold whole objects, Secrets too: the ledger keeps them encrypted.
 *
 * <p>Paths of a diff are written {@code spec.template.spec.containers[web].image}: items of lists that Kubernetes merges by a
 * key carry its value, items of other lists their index; a key that is no plain word is quoted:
 * {@code metadata.annotations["example.com/owner"]}.
 */
@ApplicationModule(allowedDependencies = {"tool", "access", "audit", "redact", "rules", "output"})
@NullMarked
package io.lexiops.server.change;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
