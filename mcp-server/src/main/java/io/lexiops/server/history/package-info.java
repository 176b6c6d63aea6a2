/**
 * What changed before it broke: the changes of the workloads, settings and rules of the namespaces that this server may touch,
 * watched in the background, kept in the database, bounded by count, bytes and age.
 *
 * <pre>
 * watch     kind, namespace, context  -> objects as they change
 * compact   object                    -> flat fields, redacted, Secrets as digests
 * store     fields before and after   -> one row a change
 * tell      namespace, time           -> lines; from ReplicaSets and managedFields for what was before
 * </pre>
 */
@ApplicationModule(allowedDependencies = {"tool", "output", "redact", "access", "settings", "change", "kubernetes"})
@NullMarked
package io.lexiops.server.history;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
