package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.List;
import java.util.Map;

/**
 * What an inquiry is about.
 *
 * @param target   for the answer
 * @param subjects the workloads to examine
 * @param services the Services to examine
 */
record Chosen(Map<String, Object> target, List<Subject> subjects, List<KubernetesObject> services) {}
